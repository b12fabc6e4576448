/** `afterword/rspack` */
import type { CompilerPlugin, Options } from './plugins.ts'
import { unplugin } from './unplugin.ts'

export type { Options } from './plugins.ts'

const afterword: (options?: Options) => CompilerPlugin = unplugin.rspack as never

export default afterword
