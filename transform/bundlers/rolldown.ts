/** `afterword/rolldown` */
import type { NamedPlugin, Options } from './plugins.ts'
import { unplugin } from './unplugin.ts'

export type { Options } from './plugins.ts'

const afterword: (options?: Options) => NamedPlugin = unplugin.rolldown as never

export default afterword
