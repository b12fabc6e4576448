/**
 * Published server applications, as npm has them: no false alarm, and one after() planted deep inside is traced to the routes that their
 * frameworks call: by file, by name, through classes that are handed around.
 */
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fetchPackage } from '../bench/corpus.ts'
import { root, run } from './harness.ts'

const COMMONJS = 'const { after: later } = require("afterword");'
const MODULE = 'import { after as later } from "afterword";'

interface Application {
  name: string
  version: string
  sources: string
  /** Where an after() is planted: behind this text. */
  file: string
  behind: string
  header: string
  /** The entries that must be found. */
  entries: string[]
}

const applications: Application[] = [
  {
    name: '@medusajs/medusa',
    version: '2.21.2',
    sources: 'dist',
    file: 'dist/api/store/carts/helpers.js',
    behind: 'async (id, scope, fields) => {',
    header: COMMONJS,
    entries: ['route handler POST', 'route handler DELETE'],
  },
  {
    name: 'parse-server',
    version: '9.10.0',
    sources: 'lib',
    file: 'lib/RestWrite.js',
    behind: 'RestWrite.prototype.runDatabaseOperation = function () {',
    header: COMMONJS,
    entries: ['loader load'],
  },
  {
    name: 'unleash-server',
    version: '8.2.0',
    sources: 'dist',
    file: 'dist/lib/features/feature-toggle/feature-toggle-service.js',
    behind: 'async createFeatureToggle(projectId, value, auditUser, isValidated = false) {',
    header: MODULE,
    entries: ['route createFeature', 'route cloneFeature', 'route importData'],
  },
]

interface Found {
  afters: { ways: { shape: string; name: string; steps: { name: string }[] }[] }[]
  diagnostics: { level: string; code: string }[]
}

function fetchOnce({ name, version }: Application): string | null {
  try {
    const fetched = fetchPackage(name, version)
    // A copy: what is planted here must be nobody else's.
    const folder = join(root, '.cache/applications', basename(fetched))
    if (!existsSync(folder)) cpSync(fetched, folder, { recursive: true })
    return folder
  } catch (error) {
    console.error(`NOT TESTED on ${name}: ${(error as Error).message}`)
    return null
  }
}

describe.each(applications)('$name $version', (application) => {
  const folder = fetchOnce(application)
  const check = (): Found => {
    const { stdout, stderr } = run(folder as string, ['check', application.sources, '--json'])
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  }

  test.skipIf(folder === null)(
    'nothing is wrong as it is, and a task given deep inside has its entries',
    () => {
      const file = join(folder as string, application.file)
      const { header, behind, entries } = application
      const planted = ` later(() => console.log('sent'));`
      const original = readFileSync(file, 'utf8').replace(`${header}\n`, '').replace(planted, '')
      writeFileSync(file, original)
      expect(check()).toMatchObject({ afters: [], diagnostics: [] })
      const strict = '"use strict";\n'
      const [directive, body] = original.startsWith(strict)
        ? [strict, original.slice(strict.length)]
        : ['', original]
      const code = `${directive}${header}\n${body}`.replace(behind, `${behind}${planted}`)
      expect(code).toContain(planted)
      try {
        writeFileSync(file, code)
        const { afters, diagnostics } = check()
        expect(diagnostics.filter(({ level }) => level === 'error')).toEqual([])
        const found = new Set(afters.flatMap(({ ways }) => ways.map(({ shape, name }) => `${shape} ${name}`)))
        expect(entries.filter((each) => !found.has(each))).toEqual([])
      } finally {
        writeFileSync(file, original)
      }
    },
  )
})
