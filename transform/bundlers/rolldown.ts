/** `afterword/rolldown` */
import { unplugin } from './unplugin.ts'

export type { Options } from './unplugin.ts'

export default unplugin.rolldown
