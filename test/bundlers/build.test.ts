// Built in every way, the app does what its source says, and its maps lead back to it.

import { describe, expect, test } from 'vitest'
import { expectAnswers, expectStacks } from './answers.ts'
import { type Bundler, bundlers, openProject, type Variant, visit } from './harness.ts'
import { expectMap, expectNoMap } from './marks.ts'

const variants: [string, Variant][] = [
  ['development', { mode: 'development' }],
  ['development, afterword outside', { mode: 'development', external: true }],
  ['production, CommonJS', { format: 'cjs' }],
  ['production, CommonJS, afterword outside', { format: 'cjs', external: true }],
  ['production', {}],
]

describe.concurrent.each(Object.keys(bundlers) as Bundler[])('%s', (bundler) => {
  test.each(variants)('%s', async (_name, variant) => {
    const project = openProject(bundler)
    const { code, stdout, stderr } = await project.build(variant)
    expect({ code, stderr }).toMatchObject({ code: 0 })
    expect(stdout + stderr).not.toMatch(/AFTERWORD_|warning/i)
    const main = `out/main.${variant.format === 'cjs' ? 'cjs' : 'js'}`
    const minified = variant.mode !== 'development'
    if (minified) expect(project.read(main).split('\n').length).toBeLessThan(40)
    // In development closures know their place, for what they may be reported of.
    expect(project.readAll('out').includes('src/cart.ts:39')).toBe(!minified)
    // Outside or inside: where the register is made.
    expect(project.readAll('out').includes('afterword.register.v1')).toBe(!variant.external)

    const report = await visit(project, ['--enable-source-maps', main])
    expectAnswers(project, report)
    if (bundler === 'farm' && minified) return expectNoMap(project)
    expectStacks(project, report)
    expectMap(project, bundler)
  })
})
