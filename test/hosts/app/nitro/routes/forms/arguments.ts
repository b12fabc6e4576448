import { tell } from '../../../forms/tell.ts'

export default async function () {
  // biome-ignore lint/complexity/noArguments: a form of its own
  return tell(`arguments ${arguments.length}`)
}
