/** `afterword/rollup` */
import { unplugin } from './unplugin.ts'

export type { Options } from './unplugin.ts'

export default unplugin.rollup
