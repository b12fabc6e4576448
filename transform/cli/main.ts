#!/usr/bin/env node
/** `npx afterword …`: reads the command line, prints, sets the exit code. */
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CommandError, explain } from './explain.ts'

const HELP = `afterword: after() for every TypeScript server

  afterword explain FILE [--json]   a file before and after compiling, with the reason of every edit

Options of explain
  --json          the plan and the compiled code as JSON
  -h, --help      this text
  -v, --version   the version
`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'babel' },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  })
  if (values.version) {
    const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { version: string }
    console.log(manifest.version)
    return 0
  }
  const [command, ...files] = positionals
  if (values.help || command === undefined) {
    console.log(HELP)
    return values.help ? 0 : 1
  }
  if (command !== 'explain') throw new CommandError(`There is no command "${command}".`, 'Commands are: explain. See afterword --help.')
  if (files.length !== 1) throw new CommandError('explain takes one file.', 'For example: npx afterword explain src/app.ts')
  if (values.engine !== 'babel')
    throw new CommandError(`The engine "${values.engine}" does not exist.`, 'Engines are: babel.')
  console.log(await explain(files[0] as string, { json: values.json }))
  return 0
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (error: unknown) => {
    const known = error instanceof CommandError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS')
    console.error(known ? `afterword: ${(error as Error).message}` : error)
    if (error instanceof CommandError) console.error(error.todo)
    process.exitCode = 1
  },
)
