import { after, currentScope, openScope } from '../../../runtime/index.ts'
import { type Tool, unmarked } from './tool.ts'

export const run: Tool['run'] = async (id, request) => {
  const scope = openScope({ name: id })
  await scope.run(request)
  scope.close('sent')
}

/** Errors that were thrown, by code. */
export const codes: Record<string, number> = {}

export const who: Tool['who'] = () => {
  try {
    after(() => {})
    return currentScope()?.name ?? null
  } catch (error) {
    const { code } = error as { code: string }
    codes[code] = (codes[code] ?? 0) + 1
    return null
  }
}

export const tracked: Tool['tracked'] = unmarked
