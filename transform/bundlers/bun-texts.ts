/**
 * Bun tells a plugin that loads a file nothing of `with { type: 'text' }`. The files that import it do, and those are loaded before.
 */
import path from 'node:path'

const STATIC = /\bfrom\s*(["'])([^"'\n]+)\1\s*with\s*\{[^}]*\btype["']?\s*:\s*["'](\w+)/g
const DYNAMIC =
  /\bimport\s*\(\s*(["'])([^"'\n]+)\1\s*,\s*\{\s*["']?with["']?\s*:\s*\{[^}]*\btype["']?\s*:\s*["'](\w+)/g
const PROGRAMS = /^[jt]sx?$/

export interface Texts {
  /** Looks at a file for what it imports as something else than a program. */
  read(code: string, file: string): void
  has(file: string): boolean
}

/** @param resolve as Bun does: a path */
export function createTexts(resolve: (source: string, folder: string) => string): Texts {
  const found = new Set<string>()
  return {
    read(code, file) {
      if (!code.includes('type')) return
      for (const pattern of [STATIC, DYNAMIC])
        for (const [, , source = '', type = ''] of code.matchAll(pattern)) {
          if (PROGRAMS.test(type)) continue
          try {
            found.add(resolve(source, path.dirname(file)))
          } catch {
            // Bun says it better.
          }
        }
    },
    has: (file) => found.has(file),
  }
}
