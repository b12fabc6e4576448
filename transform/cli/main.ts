#!/usr/bin/env node
/** `npx afterword …`: reads the command line, prints, sets the exit code. */
import { parseArgs } from 'node:util'
import { UserError } from '../diagnostics/diagnostic.ts'
import { plainPainted } from '../diagnostics/plain.ts'
import { assertNode } from '../node.ts'
import { version } from '../package.ts'

const HELP = `afterword: after() for every TypeScript server

  afterword check [DIR]    every after() traced to the entries that reach it, and what is wrong; exit code 1 on errors
  afterword jobs           the durable tasks, and what each takes along
  afterword explain FILE   what compiling changes in a file, side by side, with the reason of every edit

Options of all
  --json          the same as plain data
  -h, --help      this text
  -v, --version   the version

Options of jobs
  --write [FILE]  writes afterword.jobs.json, with which check finds renames; and FILE, a module that a worker imports where
                  no plugin of a bundler knows virtual:afterword/jobs: with Babel or SWC alone, and in Next

Options of explain
  --engine NAME   what compiles it: text (all bundlers and Node), babel or swc; default text
  --whole         the lines that stay as they are, too
`

interface Flags {
  json: boolean
  engine: string | undefined
  whole: boolean
  write: boolean
}

/** Each takes what follows its name, prints, and gives the exit code. */
const commands: Record<string, (given: string[], flags: Flags) => Promise<number>> = {
  async check(folders, { json, engine, whole, write }) {
    if (folders.length > 1) refuse(`check takes one folder, not ${folders.length}.`)
    if (engine !== undefined) refuse('check has no option --engine.')
    if (whole) refuse('check has no option --whole.')
    if (write) refuse('check has no option --write.')
    const { check } = await import('../check/index.ts')
    const { printChecked, toJson } = await import('../check/print.ts')
    const checked = check(folders[0] ?? '.')
    console.log(json ? toJson(checked) : plainPainted(printChecked(checked)))
    return checked.diagnostics.some(({ level }) => level === 'error') ? 1 : 0
  },
  async jobs(files, { json, engine, whole, write }) {
    if (files.length > (write ? 1 : 0))
      refuse(write ? 'jobs --write takes one file.' : 'jobs takes no file without --write.')
    if (engine !== undefined) refuse('jobs has no option --engine.')
    if (whole) refuse('jobs has no option --whole.')
    const { jobs } = await import('./jobs.ts')
    console.log(plainPainted(jobs({ json, write, file: files[0] })))
    return 0
  },
  async explain(files, { json, engine, whole, write }) {
    if (write) refuse('explain has no option --write.')
    if (files.length !== 1) refuse(`explain takes one file, not ${files.length}.`)
    const { explain } = await import('./explain.ts')
    const explained = await explain(files[0] as string, { json, engine: engine ?? 'text', whole })
    console.log(json ? explained : plainPainted(explained))
    return 0
  },
}

function refuse(problem: string): never {
  throw new UserError('bad-command', { problem })
}

async function main(): Promise<number> {
  assertNode()
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      engine: { type: 'string' },
      whole: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  })
  if (values.version) {
    console.log(version)
    return 0
  }
  const [name, ...given] = positionals
  if (values.help || name === undefined) {
    console.log(HELP)
    return values.help ? 0 : 1
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (!command) return refuse(`There is no command "${name}".`)
  const { json, engine, whole, write } = values
  return command(given, { json, engine, whole, write })
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const parsing = (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
    const shown = parsing ? new UserError('bad-command', { problem: (error as Error).message }) : error
    console.error(shown instanceof UserError ? `afterword: ${shown.message}` : shown)
    process.exitCode = 1
  },
)
