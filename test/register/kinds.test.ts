// Every kind of file that Node loads: what is JavaScript or TypeScript is compiled as what Node takes it for, the rest is left to Node.
import { describe, expect, it } from 'vitest'
import { imported, openProject, probe, required } from './harness.ts'
import { findVersions } from './versions.ts'

const typed = (text: string): string => text.replace('const seen =', 'const seen: unknown =')
const esm = `${probe(imported)}export const result = await compiled()\n`
const cjs = `${probe(required)}module.exports.result = compiled()\n`

/** By what Node decides: the extension, the "type" beside it, or the text. */
const files = {
  'a.mjs': esm,
  'a.mts': typed(esm),
  'a.cjs': cjs,
  'a.cts': typed(cjs),
  'module/package.json': '{ "type": "module" }',
  'module/a.js': esm,
  'module/a.ts': typed(esm),
  'commonjs/package.json': '{ "type": "commonjs" }',
  'commonjs/a.js': cjs,
  'commonjs/a.ts': typed(cjs),
  'commonjs/bare': cjs,
  'typeless/package.json': '{}',
  'typeless/a.js': cjs,
  'typeless/a.ts': typed(cjs),
  'typeless/esm.js': esm,
  'typeless/esm.ts': typed(esm),
}
const isTyped = (file: string): boolean => /ts$/.test(file)
const kinds = Object.keys(files).filter((file) => !file.endsWith('.json'))
const nodes = findVersions(['20', '22', '24', '26'])

describe.each(nodes)('on Node %s', (version, node) => {
  const runs = (file: string): boolean => version !== '20' || !isTyped(file)
  const list = kinds.filter(runs)
  const project = openProject({
    ...files,
    'import.mjs': `
      for (const file of ${JSON.stringify(list)}) {
        const { result, default: all } = await import('./' + file)
        console.log(file, await (result ?? all.result))
      }`,
    'require.cjs': `
      const files = ${JSON.stringify(list.filter((file) => !files[file as keyof typeof files].includes('await compiled')))}
      Promise.all(files.map(async (file) => console.log(file, await require('./' + file).result)))`,
    'synchronous.mjs': `${probe(imported)}export { compiled }\n`,
    'synchronous/package.json': '{}',
    'synchronous/a.js': `${probe(imported)}export { compiled }\n`,
    'esm.cjs': `
      const { compiled } = require('./synchronous.mjs')
      const detected = require('./synchronous/a.js')
      Promise.all([compiled(), detected.compiled()]).then((all) => console.log(...all))`,
  })
  const warning = { env: { NODE_NO_WARNINGS: '1' } }

  it('each kind is compiled when it is imported', async () => {
    const output = await project.run(['import.mjs'], { node, ...warning })
    expect(output).toBe(list.map((file) => `${file} true\n`).join(''))
  })

  it('each kind of CommonJS is compiled when it is required', async () => {
    const output = await project.run(['require.cjs'], { node, ...warning })
    expect(output.match(/ (?:true|false)\n/g)).toHaveLength(
      list.filter((file) => !/mjs|mts|module|esm/.test(file)).length,
    )
    expect(output).not.toContain('false')
  })

  it('modules are compiled when they are required', async () => {
    expect(await project.run(['esm.cjs'], { node, ...warning })).toBe('true true\n')
  })

  it('each kind runs as the program', async () => {
    const line = 'Promise.resolve(compiled()).then((own) => console.log(own))\n'
    for (const file of list) project.write(file, project.read(file) + line)
    const outputs = await Promise.all(list.map((file) => project.run([file], { node, ...warning })))
    expect(Object.fromEntries(list.map((file, index) => [file, outputs[index]]))).toEqual(
      Object.fromEntries(list.map((file) => [file, 'true\n'])),
    )
  })
})

it('modules that read like CommonJS, or say neither import nor export, get helpers as modules do', async () => {
  const library = probe("const { currentScope, openScope } = await import('afterword')")
  const project = openProject(
    {
      'universal.mjs': `
        ${library}
        if (typeof module === 'object') module.exports = compiled
        else globalThis.result = compiled()
        console.log('universal', await globalThis.result)`,
      // Without a "type", Node takes it for a module because it awaits.
      'awaits.js': `${library}console.log('awaits', await compiled())`,
    },
    {},
  )
  expect(await project.run(['universal.mjs'])).toBe('universal true\n')
  expect(await project.run(['awaits.js'], { env: { NODE_NO_WARNINGS: '1' } })).toBe('awaits true\n')
})

it('a script without a word of CommonJS stays one', async () => {
  const project = openProject(
    {
      'main.js': `(async () => { await null; queueMicrotask(function () { console.log(this === undefined, typeof __filename) }) })()`,
    },
    {},
  )
  const plain = await project.plain(['main.js'])
  expect(await project.run(['main.js'])).toBe(plain.stdout)
  expect(project.cached()).toHaveLength(1)
})
