// AFTERWORD_NO_SCOPE names who has lost the request, and the line to write; written there, it works.
import { expect, it } from 'vitest'
import { openProject } from './harness.ts'

const later = `export const later = async (fn) => { await null; return fn() }
export class Query {
  given(fn) { this.fn = fn; return this }
  then(...settled) { return Promise.resolve(this.fn()).then(...settled) }
}
`

/** Calls `go` in a scope, with `save`, which gives a task; prints what is thrown. */
const program = (go: string): string => `
import { after, bind, openScope } from 'afterword'
import { later, Query } from '@acme/db'
const save = () => { after(() => console.log('saved')) }
const wait = async () => { await null; save() }
class Own { then(settle) { save(); settle() } }
const scope = openScope()
const tell = (error) => console.log(error.message)
try { await scope.run(async () => { ${go} }) } catch (error) { tell(error) }
scope.close()
`

const open = (go: string, include?: string) =>
  openProject(
    {
      'main.mjs': program(go),
      'node_modules/@acme/db/package.json': '{ "type": "module", "exports": "./index.js" }',
      'node_modules/@acme/db/index.js': later,
    },
    { type: 'module', ...(include && { afterword: { include } }) },
  )

const db = 'node_modules/@acme/db/index.js'
const include = 'node_modules/@acme/db/'

it.each<[what: string, go: string, said: RegExp, advice: string, mended: string, option?: string]>([
  [
    'a package that has kept a function behind its await',
    'await later(save)',
    new RegExp(`: later \\(${db}:1\\) has called compiled code without one`),
    'bind(fn)',
    'await later(bind(save))',
  ],
  [
    'the same, and the package is compiled then',
    'await later(save)',
    /Or have it compiled/,
    `Or have it compiled: "afterword": { "include": "${include}" }, in package.json.`,
    'await later(save)',
    include,
  ],
  [
    'a query that begins when it is awaited',
    'await new Query().given(save)',
    new RegExp(`an await has called Query.then \\(${db}:4\\)`),
    'await query.then((value) => value)',
    'await new Query().given(save).then((value) => value)',
  ],
  [
    'one of the program itself',
    'await new Own()',
    /an await has called Own.then \(main.mjs:6\)/,
    'await query.then((value) => value)',
    'await new Own().then((value) => value)',
  ],
])('%s', async (_what, go, said, advice, mended, option) => {
  const text = await open(go).run(['main.mjs'])
  expect(text).toContain('AFTERWORD_NO_SCOPE: after() at main.mjs:4 found no request to belong to')
  expect(text).toMatch(said)
  expect(text).toContain(advice)
  expect(text).not.toMatch(/node:/)
  expect(await open(mended, option).run(['main.mjs'])).toBe('saved\n')
})

const servers: Record<string, { line: string; code: string; ask: string }> = {
  express: {
    line: 'app.use(afterword())',
    code: "import express from 'express'\nconst app = express()\nLINE\napp.use(express.json())\napp.post('/', async (req, res) => { await null; save(); res.send('ok') })\napp.use((error, _req, res, _next) => res.status(500).send(error.message))\nconst server = app.listen(0)",
    ask: 'server',
  },
  fastify: {
    line: 'fastify.register(afterword())',
    code: "import Fastify from 'fastify'\nconst fastify = Fastify()\nLINE\nfastify.post('/', async (request) => { await null; save(); return 'ok' })\nawait fastify.listen({ port: 0 })",
    ask: 'fastify.server',
  },
  hono: {
    line: 'app.use(afterword())',
    code: "import { serve } from '@hono/node-server'\nimport { Hono } from 'hono'\nconst app = new Hono()\nLINE\napp.post('/', async (c) => { await null; save(); return c.text('ok') })\napp.onError((error, c) => c.text(error.message, 500))\nconst server = serve({ fetch: app.fetch, port: 0 })",
    ask: 'server',
  },
  node: {
    line: 'createServer(withAfter(listener))',
    code: "import { createServer } from 'node:http'\nconst listener = async (req, res) => { try { await null; save(); res.end('ok') } catch (error) { res.end(error.message) } }\nconst server = LINE.listen(0)",
    ask: 'server',
  },
}

it.each(Object.entries(servers))(
  'a server on %s without its line is told the line; with it the task runs',
  async (name, { line, code, ask }) => {
    const write = (its: string): string => `
import { after } from 'afterword'
import { ${name === 'node' ? 'withAfter' : 'afterword'} } from 'afterword/${name}'
const save = () => { after(() => console.log('saved')) }
${code.replace('LINE', its)}
if (!${ask}.listening) await new Promise((done) => ${ask}.once('listening', done))
const answer = await fetch('http://localhost:' + ${ask}.address().port, { method: 'POST' })
const text = await answer.text()
console.log(text.startsWith('{') ? JSON.parse(text).message : text)
setTimeout(() => process.exit(), 20)`
    const project = openProject({ 'main.mjs': write(name === 'node' ? 'createServer(listener)' : '') })
    const said = await project.run(['main.mjs'])
    expect(said).toContain(`Give the server its line: ${line}, of afterword/${name}`)
    // The same behind the route: too late for it.
    project.write('main.mjs', write(line))
    expect((await project.run(['main.mjs'])).split('\n').sort()).toEqual(['', 'ok', 'saved'])
  },
)

it('nothing compiled, no line in the server: both are named, and the command fits the program', async () => {
  const project = openProject({
    'main.mjs': `
import { createServer } from 'node:http'
import { after } from 'afterword'
import { withAfter } from 'afterword/node'
const save = () => { after(() => console.log('saved')) }
const listener = async (req, res) => { try { await null; save(); res.end('ok') } catch (error) { res.end(error.message) } }
const server = createServer(listener).listen(0, async () => {
  console.log(await (await fetch('http://localhost:' + server.address().port)).text())
  setTimeout(() => process.exit(), 20)
})`,
  })
  const { stdout } = await project.plain(['main.mjs'])
  const [, command = ''] = /Compile it: node (.*?)\. Give/.exec(stdout) ?? []
  expect(command).toBe('--import afterword/register main.mjs')
  const line = 'createServer(withAfter(listener))'
  expect(stdout).toContain(`Give the server its line: ${line}, of afterword/node`)
  project.write('main.mjs', project.read('main.mjs').replace('createServer(listener)', line))
  // One of the two is not enough; the other is what is left to be said.
  expect((await project.plain(['main.mjs'])).stdout).toMatch(
    /file was not compiled.* Compile it: node --import/,
  )
  const { stdout: done } = await project.plain(command.split(' '))
  expect(done.split('\n').sort()).toEqual(['', 'ok', 'saved'])
})
