/**
 * The guide's configurations, word for word, on TypeScript: in the oldest and the newest ESLint of each major that package.json promises, with
 * both parsers, and in oxlint.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import afterword from '../../transform/eslint.ts'
import { ROOT } from '../fixtures/read.ts'
import { installPackages } from '../install.ts'

const FULL = process.env.AFTERWORD_FULL === '1'
const ESLINTS = ['9.0.0', '9', '10.0.0', '10']

const guide = readFileSync(join(ROOT, 'transform/lint/README.md'), 'utf8')
const chapter = guide.slice(guide.indexOf('## ESLint and oxlint')).split('\n## ')[0] as string
const blocks = [...chapter.matchAll(/```jsonc?\n(?:\/\/.*\n)?([\s\S]*?)```|```js\n([\s\S]*?)```/g)]
const configs = blocks.flatMap(([, , code]) => code ?? [])
const [oxlintrc = ''] = blocks.flatMap(([, code]) => code ?? [])

const WRONG = `import { after } from 'afterword'
interface Order { id: string }
const same = <T,>(value: T): T => value
function save(order?: Order): void {
  after(() => console.log(order!))
}
export class Shop {
  constructor(@inject() private readonly name: string) {}
  serve(request: Request): Response {
    emitter.on('data', save)
    after(save())
    after(42 as never)
    return same(new Response(this.name satisfies string))
  }
}
`
const FOUND = ['afterword/bad-task 11:11', 'afterword/bad-task 12:11', 'afterword/lost-reference 10:24']

mkdirSync(join(ROOT, '.cache'), { recursive: true })
const home = mkdtempSync(join(ROOT, '.cache/lint-versions-'))
afterAll(() => rmSync(home, { recursive: true }))

function write(folder: string): string[] {
  const files = ['wrong.ts', 'wrong.tsx', 'wrong.mts']
  for (const each of files) writeFileSync(join(folder, each), WRONG)
  return files
}

test('the oxlint configuration is the recommended set, and reads TypeScript', () => {
  expect(JSON.parse(oxlintrc).rules).toEqual(afterword.configs.recommended.rules)
  writeFileSync(join(home, '.oxlintrc.json'), oxlintrc)
  const command = [join(ROOT, 'node_modules/oxlint/bin/oxlint'), '--format', 'unix', ...write(home)]
  const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: home, encoding: 'utf8' })
  const found = [...stdout.matchAll(/^(.*?):(\d+):(\d+): .*?\[\w+\/afterword\(([\w-]+)\)\]/gm)]
  for (const name of ['wrong.ts', 'wrong.tsx', 'wrong.mts'])
    expect(
      found
        .filter(([, file]) => file?.endsWith(name))
        .map(([, , l, c, rule]) => `afterword/${rule} ${l}:${c}`)
        .sort(),
      stdout + stderr,
    ).toEqual(FOUND)
})

describe.runIf(FULL).each(ESLINTS)('ESLint %s', async (version) => {
  const manifest = join(ROOT, `test/eslint/versions/eslint-${version}.json`)
  const { folder, missing } = FULL
    ? await installPackages(manifest, join(ROOT, '.cache/eslint'))
    : { folder: '', missing: null }

  test.each([
    ['@typescript-eslint/parser', 0],
    ['@babel/eslint-parser', 1],
  ])('with %s', (name, index) => {
    expect(missing).toBeNull()
    const at = mkdtempSync(join(home, 'project-'))
    symlinkSync(join(folder, 'node_modules'), join(at, 'node_modules'), 'dir')
    const config = configs[index] as string
    expect(config).toContain(name)
    // The package itself stands around it.
    writeFileSync(join(at, 'eslint.config.js'), config)
    const command = [join(folder, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', ...write(at)]
    const { stdout, stderr } = spawnSync(process.execPath, command, { cwd: at, encoding: 'utf8' })
    const files: { messages: { ruleId: string | null; line: number; column: number; message: string }[] }[] =
      JSON.parse(stdout || '[]')
    expect(files.length, stderr).toBe(3)
    for (const { messages } of files)
      expect(
        messages.map((each) => `${each.ruleId ?? each.message} ${each.line}:${each.column}`).sort(),
      ).toEqual(FOUND)
  })
})

if (!FULL) console.log(`The guide's configurations were not run in ESLint ${ESLINTS.join(', ')}: --full does`)
