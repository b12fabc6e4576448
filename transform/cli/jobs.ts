/** `afterword jobs`: the durable tasks of a project, printed, or written down. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { nameOf } from '../files.ts'
import { LIST, listFileOf, listOf, printList } from '../jobs/list.ts'
import { writeModule } from '../jobs/written.ts'
import { findJobs } from '../manifest.ts'
import { paint } from '../paint.ts'
import { findPresets, withPresets } from '../presets.ts'
import { readSettings } from '../settings.ts'

interface Asked {
  json: boolean
  write: boolean
  /** What a worker imports, if it is to be written. */
  file: string | undefined
}

/**
 * @returns what is printed
 * @throws UserError (AFTERWORD_BAD_PLUGIN_OPTION)
 */
export function jobs({ json, write, file }: Asked): string {
  const { root, options } = readSettings(process.cwd())
  const given = withPresets(options, findPresets(options, root))
  const { files, sources, written } = findJobs(root, given)
  const list = listOf(files, root)
  if (!write) return json ? printList(list).trimEnd() : print(files.flatMap((each) => each.jobs))
  const lines: string[] = []
  const save = (target: string, text: string): void => {
    mkdirSync(path.dirname(target), { recursive: true })
    if (readIfThere(target) === text)
      return void lines.push(`${nameOf(target, process.cwd())} is up to date.`)
    writeFileSync(target, text)
    lines.push(`${nameOf(target, process.cwd())} is written.`)
  }
  save(listFileOf(root), printList(list))
  const targets = file === undefined ? written : [path.resolve(file)]
  for (const each of targets) save(each, writeModule(each, nameOf(each, root), files, sources))
  if (list.length === 0) lines.push('There is no durable task.')
  return lines.join('\n')
}

function print(found: readonly { name: string; place: string; captures: readonly string[] }[]): string {
  if (found.length === 0) return 'There is no durable task.'
  const width = Math.max(...found.map(({ name }) => name.length))
  const lines = found.map(
    ({ name, place, captures }) =>
      `${paint('bold', name.padEnd(width))}  ${place}${captures.length > 0 ? `  takes ${captures.join(', ')}` : ''}`,
  )
  return `${lines.join('\n')}\n\nnpx afterword jobs --write lists them in ${LIST}: commit it, and check finds what stored jobs would miss.`
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return null
  }
}
