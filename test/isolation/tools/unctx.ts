import { createContext, withAsyncContext } from 'unctx'
import type { Tool } from './tool.ts'

const context = createContext<{ id: string }>()

export const run: Tool['run'] = (id, request) => context.callAsync({ id }, request)
export const who: Tool['who'] = () => context.tryUse()?.id ?? null
export const tracked = withAsyncContext as unknown as Tool['tracked']
