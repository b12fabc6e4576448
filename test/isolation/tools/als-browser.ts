import { AsyncLocalStorage } from 'als-browser'
import { type Tool, unmarked } from './tool.ts'

export { capture, restore } from 'als-browser'

const storage = new AsyncLocalStorage<string>()

export const run: Tool['run'] = (id, request) => storage.run(id, request)
export const who: Tool['who'] = () => storage.getStore() ?? null
export const tracked: Tool['tracked'] = unmarked
