// What a host cannot have is shown by a program that runs it without afterword.
import { spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { behaviours } from './behaviours/index.ts'
import { hosts } from './hosts.ts'

const folder = join(import.meta.dirname, 'programs')
const declared = hosts.flatMap(({ name, no = {} }) =>
  Object.entries(no).map(([key, program]) => ({ name, key, program })),
)

test.each(declared)('$name: no $key, for $program', ({ key, program }) => {
  expect(behaviours.map((one) => one.key)).toContain(key)
  expect(existsSync(join(folder, `${program}.ts`))).toBe(true)
})

test.each([...new Set(declared.map(({ program }) => program))])(
  '%s',
  (program) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, `${program}.ts`)], {
      encoding: 'utf8',
      timeout: 20_000,
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    expect(stdout).not.toBe('')
  },
  30_000,
)

test('no program is left over', () => {
  const programs = globSync('*.ts', { cwd: folder }).map((file) => basename(file, '.ts'))
  expect(programs.filter((one) => !declared.some(({ program }) => program === one))).toEqual([])
})
