import { work } from './work.ts'

export default class Guard {
  async handle(_ctx: unknown, next: () => Promise<unknown>) {
    await work('guard')
    return next()
  }
}
