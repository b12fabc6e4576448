// Places where a text that is right by itself goes wrong beside its neighbours: what is edited here must come to Babel's program too.
import { expect, test } from 'vitest'
import { transform } from '../../transform/transform.ts'
import { findDifference } from './same.ts'

const inside = (body: string): string =>
  `export async function main(request, ...more) {\n  await request.json()\n  ${body}\n  call(request)\n}`

const programs: Record<string, string> = {
  'a word before a callee in parentheses': inside('return(0,lib.after)(more)'),
  'a word before a receiver in brackets': inside('return[request][0].then(done)\n  function done() {}'),
  'do, else and case without a blank': inside(
    'do(await a)();while(b);if(c)d();else(await e)\n  switch(f){case(await g):h()}',
  ),
  'an arrow whose body stands in parentheses behind a comment': inside(
    'return more.map((each) => /* why */ // so\n    (call(each), each))',
  ),
  'an arrow that returns an object': inside('return more.map(each => ({ each, made: call(each) }))'),
  'an arrow with a default that holds an arrow': inside(
    'return more.map((each, make = () => call(1)) => make(each))',
  ),
  'an arrow in a sequence, a condition and a call': inside('return (0, a ? (b) => call(b) : (c) => call(c))'),
  'an async arrow as an argument': inside(
    'return call(async () => { await a; call() }, async b => call(await b))',
  ),
  'a line comment behind everything': inside(
    'const a = await b // the end\n  const c = () => call(a) // too\n  return c // last',
  ),
  'await of await of a call in parentheses': inside('return call(await await (await (a())))'),
  'await of an array, a template and a regular expression': inside(
    'call(await[a], await`b`, await/c/.exec(d), await(e))',
  ),
  'yield of nothing, of a sequence, of a yield': `export function* rows(a) {\n  yield\n  const b = yield\n  call(yield yield (a, b))\n  call([yield, yield])\n}`,
  'yield* with a comment before its star': `export function* rows(a) { call(yield /* all */ * a()); call() }`,
  'return of an async generator, in every form': `export async function* rows(a) {\n  if (a) return\n  if (a.b) return a, call()\n  if (a.c) return (a // one\n  )\n  return a.d // two\n}`,
  'for await without a block, as the branch of an if': inside(
    'if (a) for await (const b of c()) call(b)\n  else call()',
  ),
  'for await over a sequence': inside('for await (const b of (a(), c())) call(b)'),
  'for await that assigns to a member in parentheses': inside('for await ((request.a) of b()) call()'),
  'for await that assigns to a member of an object literal': inside('for await ({}[call()] of b()) call()'),
  'for await inside for await, and labels': inside(
    'out: for await (const a of b()) in_: for await (const { c = call() } of a) { if (c) continue out; call(c) }\n  call()',
  ),
  'for of with an await in its pattern': inside('for (const { a = await call() } of list()) call(a)'),
  'for of with a single await': inside('for (const a of list()) await a\n  call()'),
  'a catch whose pattern calls': inside(
    'try { await a } catch ({ message = call() }) { let message_ = message; call(message_) }',
  ),
  'a catch without a parameter, a finally in a finally': inside(
    'try { await a } catch { call() } finally { try { await b } finally { call() } }',
  ),
  'a block that is a whole body': 'export const f = () => { const g = () => { { call() } }\n  return g }',
  'a body of nothing but directives and comments': `export function f() { return () => { 'use strict' /* no semicolon */\n  // one\n  return call() } }`,
  'directives without semicolons': `'use strict'\n'use server'\nexport async function f(a) { 'use strict' \n await a\n call() }`,
  'two statements on a line': `import { after, NextResponse } from 'next/server'; export const GET = () => { after(() => call()); return NextResponse.json({}) }`,
  'an import with comments in it': `import /* a */ def, { /* b */ after /* c */, // d\n  NextResponse, after as later } from 'next/server' // e\nexport const f = () => { after(call); later(call); return [def, NextResponse] }`,
  'a re-export of one of ours among others': `export { NextResponse, after } from 'next/server'\nexport const f = () => call()`,
  'a generator with a trailing comma and comments in its parameters': `export function* a(b, /* c */) { call() }\nexport function* d(/* none */) { call() }\nexport const e = { *[call()](f // g\n  ) { call(f) }, async *h() { call() } }`,
  'a generator with a rest that is a pattern': `export function* a(b, ...[c, { d }]) { call(c, d) }`,
  'a promise chain over several lines': inside(
    'return request\n    .text() // one\n    .then(done) /* two */\n    . /* three */ catch /* four */ (failed)\n    .finally(done)\n  function done() {}\n  function failed() {}',
  ),
  'a chain behind a question mark is left alone': inside(
    'return request?.text().then(done), ns?.after(() => 1)\n  function done() {}',
  ),
  'schedulers given a choice': inside(
    'setTimeout(a ? done : failed, 1); queueMicrotask((done))\n  function done() {}\n  function failed() {}',
  ),
  'using, several at once and without a semicolon': inside(
    'using a = open(), b = open() // c\n  await using d = open()\n  await a',
  ),
  'array patterns that suspend': inside(
    'const [a, b = await c] = (d(), e)\n  ;[a.b = await c] = d().then(done)\n  function done() {}',
  ),
  'redeclared functions and variables, without semicolons': inside(
    'call()\n  function a() {}\n  function a() {}\n  var [b] = [1], a = 2\n  call()\n  var { a, c } = call()\n  var a\n  if (b) var a = 1\n  else var a = 2, d\n  for (var a = 0, e = 1; a < e; a++) call()\n  for (var { a } of call()) call()',
  ),
  'a function dropped before a bracket': inside(
    'call()\n  function a() {}\n  [1].map(call)\n  function a() {}',
  ),
  'a class in every place': inside(
    'return class extends (await a) { static b = call(() => c()); #d = () => call(); static { call() } get [call()]() { return call() } async *e() { yield await f; call() } }',
  ),
  'names of the generated kind': inside(
    'const _v = 1, _c$ = 2, _s1 = 3; await _v; call(_c$, _s1, () => call(_v))',
  ),
}

test.each(Object.entries(programs))('%s', (_name, code) => {
  expect(findDifference(code, 'hazard.mjs')).toBe(null)
  expect(findDifference(code.replaceAll('\n', '\r\n'), 'hazard.mjs')).toBe(null)
})

const typed: Record<string, string> = {
  'return types, generics and assertions': `export const f = async <T,>(a: T, b?: string): Promise<(c: T) => void> => (call(await (a as any)!), await <any>b, (c: T): void => call(c))`,
  'type arguments at calls of ours': `import { after } from 'afterword'\nexport function f(p: Promise<string>) { after<string>(() => p.then<void, never>(g)) }\nfunction g(): void {}`,
  'this and a rest with a type': `export function* f(this: Window, a?: number, ...rest: readonly string[]) { call(rest) }`,
  'parameter properties, overloads, abstract members': `export abstract class A { constructor(private readonly a = () => call(), public b?: string) { call() }\n  abstract c(): void\n  d(a: string): void\n  d(a?: any) { return [1].map((each) => call(each)) }\n  declare e: string\n  accessor f = () => call() }`,
  'types of catch parameters and declarations': `export async function f() { try { await a } catch ({ message = call() }: any) { call(message) }\n  function b() {}\n  var b: any = 1, c!: string\n  call() }`,
  'namespaces, enums, decorators': `@dec() export class A { @dec(() => call()) b() { return () => call() } }\nnamespace B.C { export const d = () => call() }\nenum E { a = call() as any }\nexport const g = () => call()`,
  'satisfies and non-null behind await': `export const f = async (a: any) => { const b = await a! satisfies string; call(b); return (await a)! }`,
}

test.each(Object.entries(typed))('%s, in TypeScript', (_name, code) => {
  expect(findDifference(code, 'hazard.ts')).toBe(null)
})

test('a class is decorated before it is exported: the import of the helpers comes first', () => {
  const result = transform('@dec export class A { b() { return () => call() } }', 'a.ts', { debug: false })
  expect(result?.code).toMatch(/^import \{[^}]*\} from "afterword\/compiled";@dec export class A/)
})
