// Everything that is written for people to read, and what stands in it.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { slugOf } from '../../fixtures/apps/site/slug.ts'

export const root: string = join(import.meta.dirname, '../..')

export interface Block {
  /** The first word behind the fence. */
  language: string
  /** The others. */
  marks: readonly string[]
  code: string
  line: number
}

export interface Guide {
  /** From the root, with slashes. */
  file: string
  text: string
  blocks: readonly Block[]
  links: readonly { to: string; line: number }[]
  anchors: ReadonlySet<string>
}

/** What is no guide: sources of other pages, and a changelog in the making. */
const NOT_READ = /^(?:\.changeset\/|CHANGELOG\.md$|transform\/diagnostics\/messages\/)/

export function readGuides(): Guide[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '*.md']
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' })
  return stdout
    .split('\0')
    .filter((file) => file !== '' && !NOT_READ.test(file) && existsSync(join(root, file)))
    .sort()
    .map(readGuide)
}

function readGuide(file: string): Guide {
  const text = readFileSync(join(root, file), 'utf8')
  const blocks: Block[] = []
  const links: { to: string; line: number }[] = []
  const anchors = new Set<string>()
  let open: { fence: string; indent: string; info: string; lines: string[]; line: number } | null = null
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(`{3,})(.*)$/.exec(line) ?? []
    if (open) {
      if (fence !== open.fence || info !== '') open.lines.push(line.slice(open.indent.length))
      else {
        const [language = '', ...marks] = open.info.split(/\s+/)
        blocks.push({ language, marks, code: `${open.lines.join('\n')}\n`, line: open.line })
        open = null
      }
      continue
    }
    if (fence !== '') {
      open = { fence, indent, info: info.trim(), lines: [], line: index + 1 }
      continue
    }
    const heading = /^#{1,6} (.+)$/.exec(line)?.[1]
    if (heading !== undefined) anchors.add(freeAnchor(anchors, heading))
    // Code holds brackets, too.
    const prose = line.replace(/`[^`]*`/g, '')
    for (const [, to = ''] of prose.matchAll(/\]\(([^()\s]+)\)/g)) links.push({ to, line: index + 1 })
  }
  if (open) throw new Error(`${file}:${open.line}: a block of code has no end`)
  return { file, text, blocks, links, anchors }
}

function freeAnchor(taken: ReadonlySet<string>, heading: string): string {
  const anchor = slugOf(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'))
  let free = anchor
  for (let n = 1; taken.has(free); n++) free = `${anchor}-${n}`
  return free
}
