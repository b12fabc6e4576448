/**
 * What a file is to its bundler, which alone knows: a module that will run, or a text or an asset, which must arrive as its author wrote it.
 * By its name nobody can tell: `new URL('./client.js', import.meta.url)`, `with { type: 'text' }`, a rule with `type: 'asset/source'`.
 */

/** How esbuild, Rolldown, Bun and Farm call what runs. */
const PROGRAMS = new Set(['js', 'jsx', 'ts', 'tsx'])

/** @param type a loader (esbuild, Bun) or a type of module (Rolldown, Farm); undefined where there are none */
export const isProgramType = (type: string | undefined): boolean => type === undefined || PROGRAMS.has(type)

/** What a loader of webpack or Rspack sees of the module that it is called for. */
export interface LoaderContext {
  _module?: { type?: string } | undefined
  loaders?: readonly { path?: string; request?: string }[]
}

/** Loaders that make a text, bytes or an address of a file. To webpack what they return is a module like any other. */
const TEXT_LOADERS =
  /(?:^|[\\/])(?:raw|text|string|source|plain-text|file|url|uri|base64|buffer|arraybuffer|binary)(?:-inline)?-loader(?:[\\/?]|$)/

/** @param loader its context: `this` */
export const isProgram = ({ _module, loaders = [] }: LoaderContext): boolean =>
  (_module?.type ?? 'javascript').startsWith('javascript') &&
  !loaders.some(({ path, request }) => TEXT_LOADERS.test(path ?? request ?? ''))
