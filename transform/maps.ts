/**
 * Source maps that files bring along: a file that tsc or another tool wrote names its map in its last line. Where there is one, places and stack
 * traces lead to what the author wrote.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import remapping from '@jridgewell/remapping'
import type { SourceMap } from 'magic-string'
import { lineFinder } from './lines.ts'

/** A map that a file brings along, and where it lies: what it names is relative to that. */
export interface CarriedMap {
  text: string
  url: string
}

/** As Node looks for it: the last one counts. */
/** Apart, or whoever loads this very file takes the comment below for its own. */
const NAME = 'sourceMappingURL'
const COMMENT = /\/[*/][#@]\s+sourceMappingURL=([^\s*]+)/g
const INLINE = /^data:application\/json(?:;[^,;]+)*?(;base64)?,(.*)$/

/** @param file whose text is given: a path, or its URL */
export function findMap(source: string, file: string): CarriedMap | null {
  if (!source.includes('sourceMappingURL=')) return null
  const reference = [...source.matchAll(COMMENT)].at(-1)?.[1]
  if (reference === undefined) return null
  try {
    const url = file.startsWith('file:') ? file : pathToFileURL(file).href
    const inline = INLINE.exec(reference)
    if (!inline) {
      const beside = new URL(reference, url)
      return { text: readFileSync(beside, 'utf8'), url: beside.href }
    }
    const [, base64, data = ''] = inline
    return { text: base64 ? Buffer.from(data, 'base64').toString() : decodeURIComponent(data), url }
  } catch {
    return null
  }
}

/**
 * Puts the map inline behind the last line, so that no line moves. Where the file carries a map of its own, the two are one.
 * @param source how the map calls the file
 */
export function withMap(code: string, map: SourceMap, source: string, carried: CarriedMap | null): string {
  const { version, mappings, names } = map
  // The text itself is on the disk, where it is looked for.
  const own = { version, mappings, names, sources: [source] }
  const text = (carried && compose(own, carried)) ?? JSON.stringify(own)
  return `${code}\n//# ${NAME}=data:application/json;base64,${Buffer.from(text).toString('base64')}`
}

/** What the tool before ours hands over beside the text: its comment is gone by then, as webpack's source-map-loader does it. */
export function mapOf(given: unknown, file: string): CarriedMap | null {
  if (!given) return null
  const text = typeof given === 'string' ? given : JSON.stringify(given)
  return { text, url: pathToFileURL(file).href }
}

/** The two as one, from what we wrote to what the author did; ours where the other is none. */
export function composeMaps(own: SourceMap, carried: CarriedMap): SourceMap {
  const text = compose(own, carried, (url) => (url.startsWith('file:') ? fileURLToPath(url) : url))
  return text === null ? own : Object.assign(Object.create(own), JSON.parse(text), { toString: () => text })
}

/** Null where the map that came with the file is none. */
function compose(own: object, carried: CarriedMap, call?: (source: string) => string): string | null {
  try {
    const composed = remapping(own as Parameters<typeof remapping>[0], (_file, context) => {
      if (context.depth > 1) return null
      context.source = carried.url
      return carried.text
    })
    if (call) composed.sources = composed.sources.map((each) => each && call(each))
    return composed.sources.length > 0 ? composed.toString() : null
  } catch {
    return null
  }
}

/** Where the author wrote what stands at an offset of a file that brings a map along; null where the map does not say. */
export type PlaceOf = (offset: number) => string | null

/**
 * @param file whose text is `code`
 * @param call how places call a file: by its path
 * @param handed the map, where another tool hands it over beside the text
 * @returns null where the file brings no map along
 */
export function findPlaces(
  code: string,
  file: string,
  call: (file: string) => string,
  handed: CarriedMap | null = null,
): PlaceOf | null {
  const carried = handed ?? findMap(code, file)
  return carried && placesOf(code, carried, call)
}

function placesOf(code: string, { text, url }: CarriedMap, call: (file: string) => string): PlaceOf {
  // Most files have no place that is asked for.
  let map: DecodedMap | null | undefined
  const lineOf = lineFinder(code)
  return (offset) => {
    map = map === undefined ? readMap(text) : map
    const column = offset - (code.lastIndexOf('\n', offset - 1) + 1)
    const segments = (map?.mappings[lineOf(offset) - 1] ?? []).filter((each) => each.length > 1)
    const segment = segments.findLast(([start = 0]) => start <= column) ?? segments[0]
    const source = map?.sources[segment?.[1] ?? -1]
    if (!source) return null
    try {
      return `${call(fileURLToPath(new URL(source, url)))}:${(segment?.[2] ?? 0) + 1}`
    } catch {
      // Bundlers name their sources by addresses of their own.
      return null
    }
  }
}

interface DecodedMap {
  sources: (string | null)[]
  /** For each line: column, index of the source, its line, its column. */
  mappings: number[][][]
}

function readMap(text: string): DecodedMap | null {
  try {
    const map = remapping(JSON.parse(text), () => null, { decodedMappings: true, excludeContent: true })
    return map as unknown as DecodedMap
  } catch {
    return null
  }
}
