/**
 * CommonJS that comes past the load hooks: all of it where there is only `module.register`, and elsewhere what a tool that replaced
 * `require.extensions` has read and compiled by itself.
 */
import Module from 'node:module'
import { pathToFileURL } from 'node:url'
import type { CompileSource } from './compile.ts'
import { importsRuntime, noteCompiled, requireRuntime } from './runtime.ts'
import { assertRunnable } from './typescript.ts'

/**
 * What the load hooks have just handed on, by URL: the text, or the last line of what was compiled, which stays when Node strips types.
 * Where it comes here with that, it is done.
 */
export type PassedOver = Map<string, string>

type Compile = (this: unknown, content: unknown, filename: string, ...rest: unknown[]) => unknown
type Resolve = (
  this: unknown,
  request: string,
  parent: { filename?: string } | undefined,
  ...rest: unknown[]
) => string

const internals = Module as unknown as { prototype: { _compile: Compile }; _resolveFilename: Resolve }

export function installCommonJS(compile: CompileSource, passed: PassedOver): void {
  const { _compile } = internals.prototype
  internals.prototype._compile = function (content, filename, ...rest) {
    const url = pathToFileURL(filename).href
    const format = rest[0] as string | undefined
    if (format === undefined) assertRunnable(filename)
    const before = passed.get(url)
    passed.delete(url)
    const done = typeof content !== 'string' || (before !== undefined && content.includes(before))
    const code = done ? null : compile(content, url, format)
    if (code !== null) noteCompiled(url)
    return _compile.call(this, code ?? content, filename, ...rest)
  }
}

/** The part of a resolve hook that `require` needs where hooks cannot see it. */
export function installResolve(): void {
  const { _resolveFilename } = internals
  internals._resolveFilename = function (request, parent, ...rest) {
    const url = parent?.filename === undefined ? undefined : pathToFileURL(parent.filename).href
    if (!importsRuntime(request, url)) return _resolveFilename.call(this, request, parent, ...rest)
    return requireRuntime(request)
  }
}
