/**
 * Components of Svelte, Astro and Vue, in the environments of servers: behind their own compiler, which makes JavaScript of them. Names of tasks, and
 * what is said of a component, lead to the author's lines by the map of that compiler.
 */
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { type Diagnostic, formatDiagnostic } from '../diagnostics/diagnostic.ts'
import { frameOf } from '../diagnostics/frame.ts'
import { nameOf } from '../files.ts'
import { findPlaces, mapOf } from '../maps.ts'
import type { Options } from '../options.ts'
import type { TransformOptions } from '../transform.ts'
import { type Build, compile, projectOf, settingsOf } from './file.ts'
import { rendersClients } from './vite-rsc.ts'

const COMPONENTS = /\.(?:svelte|astro|vue)$/

interface TransformContext {
  getCombinedSourcemap(): object
  warn(message: string): void
}

export function components(options: Options | undefined): Plugin {
  let build: Build
  let settings: TransformOptions
  return {
    name: 'afterword:components',
    // Behind whoever compiles components, and before Vite looks at what they import.
    enforce: 'post',
    applyToEnvironment: (environment) =>
      environment.config.consumer === 'server' && !rendersClients(environment),
    configResolved({ root, mode, plugins, logger }) {
      build = {
        root,
        development: mode === 'development',
        cache: undefined,
        plugins: plugins.map(({ name }) => name),
        say: (line) => logger.info(line),
        ...projectOf(options),
      }
      settings = settingsOf(options, build)
    },
    transform: {
      filter: { id: COMPONENTS },
      handler(code, id) {
        // Said twice: before Vite 6.3 nobody reads filters.
        if (!COMPONENTS.test(id)) return null
        const context = this as unknown as TransformContext
        const map = context.getCombinedSourcemap()
        // The name stays the component's.
        const result = compile(code, `${id}?lang.js`, settings, 'vite', map)
        if (!result) return null
        const placeOf = findPlaces(code, id, (file) => nameOf(file, build.root), mapOf(map, id))
        for (const each of result.diagnostics) {
          const moved = each.level === 'info' ? null : moveTo(each, code, id, placeOf)
          if (moved) context.warn(formatDiagnostic(moved))
        }
        return result.code === code ? null : { code: result.code, map: result.map as never }
      },
    },
  }
}

/** What is said of what the component's compiler wrote, said of the author's line; null where that has none. */
function moveTo(
  diagnostic: Diagnostic,
  code: string,
  id: string,
  placeOf: ReturnType<typeof findPlaces>,
): Diagnostic | null {
  const [, line = '1', column = '1'] = /:(\d+):(\d+)$/.exec(diagnostic.place) ?? []
  const place = placeOf?.(offsetOf(code, Number(line)) + Number(column) - 1)
  if (!place) return null
  const text = readFileSync(id, 'utf8')
  const start = offsetOf(text, Number(/:(\d+)$/.exec(place)?.[1] ?? 1))
  const indent = /^\s*/.exec(text.slice(start))?.[0].length ?? 0
  const end = text.indexOf('\n', start)
  return {
    ...diagnostic,
    place,
    frame: frameOf(text, [start + indent, end === -1 ? text.length : end]).frame,
  }
}

/** Of a line, from 1. */
const offsetOf = (text: string, line: number): number =>
  text
    .split('\n')
    .slice(0, line - 1)
    .reduce((sum, each) => sum + each.length + 1, 0)
