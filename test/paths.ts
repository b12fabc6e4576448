// A clone may lie anywhere, and be called anything: afterword, too. What a test looks for in an output must not be found in a path.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const root = join(import.meta.dirname, '..')

/** A text without the place of this clone, however it is spelt: as a path, in a URL, in JSON, in a query. */
export function withoutPlace(text: string): string {
  const { pathname } = pathToFileURL(root)
  const spellings = [
    root,
    // Of a URL that was taken for a path, and once more encoded.
    encodeURI(pathname),
    pathname,
    JSON.stringify(root).slice(1, -1),
    encodeURI(root),
    encodeURIComponent(root),
  ]
  return spellings.reduce((left, each) => left.replaceAll(each, ''), text)
}
