/** One file for a bundler: which files, with which settings, and how what was found is said. */
import path from 'node:path'
import {
  type Diagnostic,
  formatDiagnostic,
  formatMessage,
  StoppedBuild,
  stopOnDurable,
  UserError,
} from '../diagnostics/diagnostic.ts'
import { namesPackages, type Options, resolveOptions } from '../options.ts'
import { findPresets, isByPreset, OTHER_PACKAGES, tellPresets, withPresets } from '../presets.ts'
import { type TransformOptions, type TransformResult, transform } from '../transform.ts'
import { PACKAGES } from './own-names.ts'

/** By its extension, or by the language that a query names: `App.vue?vue&type=script&lang.ts`. */
export const SOURCES = /\.[cm]?[jt]sx?(?=$|[?#])|[?&]lang[.=][cm]?[jt]sx?\b/

/** What only the bundler knows. */
export interface Build {
  /** The folder that names of files are relative to. */
  root: string
  /** Whether this build is for development. Undefined where the bundler has no such mode: then NODE_ENV says it. */
  development: boolean | undefined
  /** Where Vite keeps packages that it has bundled: usually, but not always, below `node_modules`. */
  cache: string | undefined
  /** Vitest: the resolver takes Next's modules to ours (vitest.ts). */
  redirects?: boolean
  /** The names of its plugins, where it is Vite. */
  plugins?: readonly string[]
  /** Where a line for the user goes. Default: stderr. */
  say?: (line: string) => void
}

/** What is known of a build beforehand, by the options that hold it. */
const projects = new WeakMap<object, Partial<Build>>()

/** Options for bundlers that a framework runs elsewhere than in the folder of its project. */
export function ofProject(options: Options, known: Partial<Build>): Options {
  const own = { ...options }
  projects.set(own, known)
  return own
}

export const projectOf = (options: Options | undefined): Partial<Build> =>
  (options && projects.get(options)) ?? {}

export function settingsOf(
  options: Options = {},
  { root, development, redirects, plugins, say = console.error }: Build,
): TransformOptions {
  const debug = options.debug ?? development
  const packages = findPresets(options, root, plugins)
  tellPresets(packages, say)
  const settings = {
    ...options,
    root,
    ...(redirects && { redirects }),
    ...(debug !== undefined && { debug }),
  }
  return withPresets(settings, packages)
}

/** The packages of which nothing is compiled, as far as the options alone tell it; null where that may be any. */
export function excludedBy(options: Options | undefined): RegExp | null {
  const resolved = resolveOptions(options)
  if (namesPackages(resolved)) return null
  return resolved.presets ? OTHER_PACKAGES : PACKAGES
}

/**
 * The message of a syntax error holds its place and frame: tools that find them beside it as well show them twice, and so with a stack.
 * But Vite's error goes to the author's own server, which may show the stack and nothing else.
 */
export function compile(
  code: string,
  id: string,
  settings: TransformOptions,
  framework: string,
  inputMap?: object | string | null,
): TransformResult | null {
  try {
    const result = transform(code, id, settings, inputMap)
    if (!result || result.diagnostics.length === 0) return result
    if (!isByPreset(settings, id)) {
      stopOnDurable(result.diagnostics)
      return result
    }
    return result.code === code ? null : { code: result.code, map: result.map, diagnostics: [] }
  } catch (error) {
    if (error instanceof UserError || error instanceof StoppedBuild) {
      Object.assign(error, { id, loc: undefined, frame: undefined })
      if (framework !== 'vite') error.stack = ''
    }
    throw error
  }
}

const NAMES_OWN = /\b(?:from|import|require\s*\(|import\s*\()\s*(["'])afterword\1/

/** Whether a file would be compiled and takes from `afterword` itself what a browser has not. */
export const wantsServer = (code: string, id: string, settings: TransformOptions): boolean => {
  if (!NAMES_OWN.test(code)) return false
  try {
    const result = transform(code, id, settings)
    return result !== null && result.code !== code
  } catch {
    // The bundler says it better.
    return false
  }
}

/** Once for a build that gives a server's file what a browser gets. */
export const browserBuild = (file: string, root: string, option: string): string =>
  formatMessage('browser-build', { file: path.relative(root, file).replaceAll('\\', '/'), option })

/** What is to be said; what is for information only is left to those who ask. */
export const messagesOf = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.filter(({ level }) => level !== 'info').map(formatDiagnostic)
