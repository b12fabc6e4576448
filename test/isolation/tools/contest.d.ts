// Which tool it is, the compilation says.
declare module '#tool' {
  import type { Tool } from './tool.ts'

  export const who: Tool['who']
  export const tracked: Tool['tracked']
}
