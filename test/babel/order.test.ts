// When does afterword see the program? Before all that lowers it, wherever it stands in the list; and it says so when it cannot.

import { describe, expect, test } from 'vitest'
import { expectRight, openProject, readJournal } from './harness.ts'

test.concurrent('listed last, after everything that lowers in the same pass', async () => {
  using project = openProject(['base', 'app', 'order'])
  await project.compile()
  expect(project.read('out/functions.js')).not.toMatch(/\basync (?:function|\()|=>/)
  await expectRight(readJournal(await project.node(['out/main.js'])))
})

describe.concurrent('lowered before', () => {
  test('by an earlier pass: one diagnostic, with the line that was written', async () => {
    using project = openProject(['lowered'])
    const { stderr } = await project.compile([], { env: { WAY: 'a later pass' } })
    expectOnce(stderr, '_asyncToGenerator', 'src/jobs.ts:5:')
    expect(stderr).toMatch(/^> 5 \| export async function save\(row: string\): Promise<void> \{$/m)
  })

  test('by an earlier run: one diagnostic, with the line of the file that was given', async () => {
    using project = openProject(['lowered'])
    await project.compile(['--out-dir', 'lowered'], { env: { WAY: 'lowered before' } })
    const { stderr, code } = await project.command('babel', ['lowered', '--out-dir', 'out'], {
      env: { WAY: 'afterwards' },
    })
    expect(code).toBe(0)
    const line =
      project
        .read('lowered/jobs.js')
        .split('\n')
        .findIndex((each) => each.includes('= _asyncToGenerator(')) + 1
    expectOnce(stderr, '_asyncToGenerator', `lowered/jobs.js:${line}:11`)
    expect(stderr).toMatch(
      new RegExp(`^> +${line} \\|   _save = _asyncToGenerator\\(function\\* \\(row\\) \\{$`, 'm'),
    )
    expect(stderr).toMatch(/^ +\| {11}\^{10,}$/m)
  })

  test.each(['the first pass', 'the plugins of a config with passes'])(
    'not by a later pass than %s',
    async (WAY) => {
      using project = openProject(['lowered'])
      const { stderr } = await project.compile([], { env: { WAY } })
      expect(stderr).toBe('')
      expect(project.read('out/jobs.js')).toMatch(/_asyncToGenerator\(function\* \(row\) \{\s*const _s\b/)
    },
  )
})

/** Said once for the file, however much of it was lowered; nothing else is said. */
function expectOnce(stderr: string, helper: string, place: string): void {
  expect(stderr.match(/AFTERWORD_/g)).toHaveLength(1)
  expect(stderr).toContain(`afterword warning AFTERWORD_ALREADY_LOWERED at ${place}`)
  expect(stderr).toContain(helper)
  expect(stderr.match(/What to do: /g)).toHaveLength(1)
}
