import { AsyncLocalStorage } from 'node:async_hooks'
import { type Tool, unmarked } from './tool.ts'

const storage = new AsyncLocalStorage<string>()

export const run: Tool['run'] = (id, request) => storage.run(id, request)
export const who: Tool['who'] = () => storage.getStore() ?? null
export const tracked: Tool['tracked'] = unmarked
