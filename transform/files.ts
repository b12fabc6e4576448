/** How files are called, and where in them something stands. */
import path from 'node:path'
import { isSelected, type ResolvedOptions } from './options.ts'
import { isOwnCode } from './package.ts'

/** As places and messages call a file: relative to the root of the build, with slashes. */
export const nameOf = (filename: string, root: string): string =>
  path.relative(root, filename).replaceAll('\\', '/')

/** Whether a file is compiled at all: no part of our own runtime, and one of those that the options select. */
export function isCompiled(filename: string, name: string, code: string, options: ResolvedOptions): boolean {
  return (
    !isOwnCode(filename, code) &&
    isSelected(name.startsWith('../') ? filename.replaceAll('\\', '/') : name, options)
  )
}

/** Line (from 1) of an offset. */
export function lineFinder(code: string): (offset: number) => number {
  let starts: number[] | null = null
  return (offset) => {
    starts ??= findLines(code)
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] as number) <= offset) low = middle
      else high = middle - 1
    }
    return low + 1
  }
}

function findLines(code: string): number[] {
  const starts = [0]
  for (let at = code.indexOf('\n'); at !== -1; at = code.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}
