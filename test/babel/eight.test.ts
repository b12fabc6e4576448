// Babel 8 with its own command line.

import { describe, expect, test } from 'vitest'
import { byRequest, expectRight, findOlderNode, openProject, readJournal } from './harness.ts'

describe.concurrent('@babel/cli 8', () => {
  test.each([
    ['esm', 'a babel.config.js in ESM with preset-typescript'],
    ['babelrc', 'a .babelrc.json'],
    ['node20', 'preset-env for Node 20: what it lacks is lowered in the same pass'],
    ['commonjs', 'preset-env to CommonJS'],
  ])('%s: %s', async (name) => {
    using project = openProject(['base', 'app', name])
    await project.compile()
    expect(project.read('out/functions.js')).toContain('afterword/compiled')
    await expectRight(readJournal(await project.node(['out/main.js'])))
  })

  test.each([
    ['node 6', 'async functions become generators'],
    ['ie 11', 'async functions and generators become state machines, classes functions'],
  ])('preset-env for %s: %s', async (targets) => {
    using project = openProject(['base', 'app', 'old'])
    await project.compile([], { env: { TARGETS: targets } })
    const code = project.read('out/loops.js')
    expect(code).not.toMatch(/\basync (?:function|\()|\bawait [(_]|for await \(/)
    if (targets === 'ie 11') expect(code).not.toMatch(/function\*|=>|\bclass \w+ (?:extends|\{)/)
    // Where parameters are lowered too, a generator takes its scope at its first next(): a limit that is told, see below.
    const env: Record<string, string> = targets === 'ie 11' ? { PARKED: '0' } : {}
    await expectRight(readJournal(await project.node(['out/main.js'], { env })), env)
  })

  test.each([
    ['ie 11', ['late-capture']],
    ['node 6', []],
  ])('preset-env for %s: tools are told %j', async (targets, expected) => {
    using project = openProject(['base', 'app', 'old'])
    const script = `import { transformFileSync } from '@babel/core'
      const { metadata } = transformFileSync('src/generators.ts')
      console.log(JSON.stringify([...new Set(metadata.afterword.diagnostics.map(({ slug }) => slug))]))`
    const args = ['--input-type=module', '-e', script]
    const { stdout, stderr } = await project.node(args, { env: { TARGETS: targets } })
    expect(stderr).toBe('')
    expect(JSON.parse(stdout)).toEqual(expected)
  })

  test.each(['production', 'development'])(
    'preset-react for %s: components, render props and what they await',
    async (NODE_ENV) => {
      using project = openProject(['base', 'jsx'])
      await project.compile([], { env: { NODE_ENV } })
      expect(project.read('out/page.js')).toContain(
        NODE_ENV === 'production' ? 'jsx-runtime' : 'jsx-dev-runtime',
      )
      const result = readJournal(await project.node(['out/main.js']))
      expect(result.lost).toEqual([])
      expect(result.journal.filter(({ id, scope }) => scope !== `GET /${id}`)).toEqual([])
      const happened = byRequest(result)
      for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
        expect(result.bodies[index]).toBe(
          `<main><li><i>x</i></li><li><i>y</i></li><h1>title of ${id}</h1></main>`,
        )
        const tasks = [
          'page',
          'item x',
          'item y',
          'render prop x',
          'render prop y',
          'rendered',
          'title made',
          `title title of ${id}`,
        ]
        expect(happened[id]).toEqual(
          ['frame', ...tasks.flatMap((task) => [task, `${task}, in its task`])].sort(),
        )
      }
    },
  )

  test('sources that are scripts require() what they need', async () => {
    using project = openProject(['script'])
    await project.compile()
    expect(project.read('out/main.js')).toMatch(
      /^#!\/usr\/bin\/env node\n[\s\S]*'use strict'[\s\S]*require\("afterword\/compiled"\)/,
    )
    expect(project.read('out/main.js')).not.toMatch(/^import /m)
    const { journal, lost } = readJournal(await project.node(['out/main.js']))
    expect(lost).toEqual([])
    expect(journal.filter(({ id, scope }) => scope !== `GET /${id}`)).toEqual([])
    const each = ['given', 'given', 'given0', 'given1', 'handled', 'inline']
    expect(byRequest({ journal, lost, bodies: [] })).toEqual({ a: each, b: each, c: each, d: each })
  })

  const older = findOlderNode()
  test(`on Node 20: compiled there and run there, as ESM and as CommonJS${older ? '' : ' — SKIPPED, no Node 20 on this PATH'}`, async ({
    skip,
  }) => {
    if (!older) return skip('there is no Node 20 on the PATH of this machine')
    for (const name of ['node20', 'commonjs']) {
      using project = openProject(['base', 'app', name])
      await project.compile([], { node: older })
      await expectRight(readJournal(await project.node(['out/main.js'], { node: older })))
    }
  })
})
