#!/usr/bin/env node
/** `npx afterword …`: reads the command line, prints, sets the exit code. */
import { parseArgs } from 'node:util'
import { UserError } from '../diagnostics/diagnostic.ts'
import { version } from '../package.ts'
import { explain } from './explain.ts'

const HELP = `afterword: after() for every TypeScript server

  afterword explain FILE   a file before and after compiling, with the reason of every edit

Options of explain
  --engine NAME   what compiles it: text (all bundlers and Node) or babel; default text
  --json          the plan and the compiled code as JSON
  -h, --help      this text
  -v, --version   the version
`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  })
  if (values.version) {
    console.log(version)
    return 0
  }
  const [command, ...files] = positionals
  if (values.help || command === undefined) {
    console.log(HELP)
    return values.help ? 0 : 1
  }
  const refuse = (problem: string): never => {
    throw new UserError('bad-command', { problem })
  }
  if (command !== 'explain') refuse(`There is no command "${command}".`)
  if (files.length !== 1) refuse(`explain takes one file, not ${files.length}.`)
  console.log(await explain(files[0] as string, { json: values.json, engine: values.engine }))
  return 0
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
