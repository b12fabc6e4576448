// `npm test`, after build and check: every vitest test, then random programs, then one line with the sum.
//
//   npm test -- drain -t "late task"        only these vitest tests, no random programs
//   npm test -- --full                      thirty times as many random programs, ten times as many requests
//   npm test -- --for 10m --seed 7          random programs for ten minutes, from this seed on (also --count N)

import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { hosts } from './swc/hosts.ts'

interface Verdict {
  passed: number
  failed: number
}

const root = join(import.meta.dirname, '..')
const soakOptions = new Set(['--for', '--count', '--seed', '--engine'])

const { soak, filter, full } = sortArguments(process.argv.slice(2))
const verdicts = [await runVitest(filter)]
if (filter.length === 0) verdicts.push(...(await runAllPrograms()))

const passed = verdicts.reduce((sum, verdict) => sum + verdict.passed, 0)
const failed = verdicts.reduce((sum, verdict) => sum + verdict.failed, 0)
process.exitCode = failed > 0 || passed === 0 ? 1 : 0
console.log(`\n${passed} passed, ${failed} failed`)

function sortArguments(args: string[]): { soak: string[]; filter: string[]; full: boolean } {
  let full = false
  const soak: string[] = []
  const filter: string[] = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const name = arg.split('=')[0] ?? ''
    if (arg === '--full') {
      full = true
      soak.push('--count', '100000')
    } else if (!soakOptions.has(name)) filter.push(arg)
    else if (arg.includes('=')) soak.push(arg)
    else soak.push(arg, args[++i] ?? '')
  }
  return { soak, filter, full }
}

async function runVitest(filter: string[]): Promise<Verdict> {
  const file = join(root, '.cache', `verdict-${process.pid}.json`)
  mkdirSync(join(root, '.cache'), { recursive: true })
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...filter]
  const { status } = await run(args, { AFTERWORD_VERDICT: file, ...(full && { AFTERWORD_FULL: '1' }) })
  if (!existsSync(file)) {
    console.error('test: vitest ended without a verdict')
    return { passed: 0, failed: 1 }
  }
  const verdict: Verdict = JSON.parse(readFileSync(file, 'utf8'))
  rmSync(file)
  // vitest can fail for reasons that are no test (a worker that died): never call that a pass.
  if (status !== 0 && verdict.failed === 0) verdict.failed = 1
  return verdict
}

/** Two engines at a time: each takes one core. */
async function runAllPrograms(): Promise<Verdict[]> {
  const found: Verdict[] = []
  const waiting = enginesOf(soak)
  const next = async (): Promise<void> => {
    for (let engine = waiting.shift(); engine !== undefined; engine = waiting.shift())
      found.push(await runPrograms(engine, soak))
  }
  await Promise.all([next(), next()])
  return found
}

/** Every engine that exists, or the one that was asked for (which then stands among the arguments). */
function enginesOf(soak: string[]): (string | null)[] {
  if (soak.some((arg) => arg.startsWith('--engine'))) return [null]
  const built = hosts.filter(({ isBuilt }) => isBuilt)
  const missing = hosts.length - built.length
  if (missing > 0) console.log(`swc: no random programs for ${missing} of ${hosts.length} plugins: not built`)
  return ['babel', 'text', ...built.map(({ engine }) => engine)]
}

async function runPrograms(engine: string | null, soak: string[]): Promise<Verdict> {
  const has = (option: string): boolean => soak.some((arg) => arg.split('=')[0] === option)
  const args = [...soak]
  if (engine) args.push('--engine', engine)
  if (!has('--for') && !has('--count')) args.push('--count', '3000')

  const verdict = { passed: 0, failed: 0 }
  const { status } = await run([join(root, 'test/programs/main.ts'), ...args], {}, (line) => {
    const [, count, different] = /: (\d+) programs, \d+ events, (\d+) different/.exec(line) ?? []
    if (count === undefined) return
    verdict.failed = Number(different)
    verdict.passed = Number(count) - verdict.failed
  })
  // The first difference ends the run before it is counted.
  if (status !== 0 || verdict.passed === 0) verdict.failed ||= 1
  return verdict
}

/** Runs a script with this Node. With `read` its lines are printed and read, else it has the terminal for itself. */
function run(
  args: string[],
  env: Record<string, string> = {},
  read?: (line: string) => void,
): Promise<{ status: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', read ? 'pipe' : 'inherit', 'inherit'],
    })
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        console.log(line)
        read?.(line)
      })
    }
    child.on('error', reject)
    child.on('close', (status) => resolve({ status: status ?? 1 }))
  })
}
