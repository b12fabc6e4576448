/**
 * What a compiled file imports of this package comes from the copy that compiled it: it fits, and it is there, also where the file lies in
 * a package that has no `afterword` beside it. Two copies in one process work together.
 */
import { createRequire } from 'node:module'

const NAMES = /^afterword(?:\/compiled|\/next\/(?:server|headers))?$/
const compiled = new Set<string>()

/** From where the names mean this copy. */
export const OWN: string = import.meta.url

/** As `require` finds it from there: a path. */
export const requireRuntime: (specifier: string) => string = createRequire(OWN).resolve

/** @param url of a file that was compiled */
export const noteCompiled = (url: string): void => void compiled.add(url)

export const importsRuntime = (specifier: string, parent: string | undefined): boolean =>
  NAMES.test(specifier) && parent !== undefined && compiled.has(parent)
