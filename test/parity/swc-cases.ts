// Programs in which SWC's tree and ESTree differ most, or which say what no fixture does: name of the file → text.
const js = (code: string) => ({ file: 'case.js', code })
const ts = (code: string) => ({ file: 'case.ts', code })
const tsx = (code: string) => ({ file: 'case.tsx', code })
const script = (code: string) => ({ file: 'case.cjs', code })

const inside = (body: string): string =>
  `export async function main(request, ...more) {\n  await request.json()\n  ${body}\n  call(request)\n}\nfunction save() {}`

export const cases: Record<string, { file: string; code: string }> = {
  'optional chains that are given a function by name': js(
    inside(
      'a?.b.then(save); a.b?.then(save); (a?.b).then(save); a?.b().c.then(save); a?.().then(save); (a?.b)?.()',
    ),
  ),
  'non-null in and behind optional chains': ts(
    inside('a?.b!.then(save); a!.then(save); (a?.b)!.then(save); a?.b!().then!(save); a!.b!()!.then(save)'),
  ),
  'our names behind question marks': js(
    `import * as ns from 'next/server'\nexport const f = () => { ns?.after(() => g()); ns.after?.(() => g()); (ns?.after)(() => g()); (0, ns.after)(() => g()) }`,
  ),
  'parentheses around everything': js(
    `import { after } from 'next/server'\nexport const a = ((() => ((b)()))), c = (async (d = (() => e())) => { ((await (f))); return (((await g()))) })\n;((after))(((() => (h()))))\nexport default (((request) => (i(request))))`,
  ),
  'patterns with defaults, of every kind': js(
    inside(
      'const { a = b(), [c()]: d = await e, f: { g = h() } = i(), ...j } = await k, [l = m(), , ...n] = o()\n  ;({ p = q(), r: s.t = await u } = v()); [w.x = await y] = z(); for (const { a1 = await b1() } of c1) d1(a1)',
    ),
  ),
  'methods, getters and setters of objects': js(
    inside(
      `return { a() { return () => b() }, get c() { return () => d() }, set c(e) { (() => f(e))() }, async *[g()]() { yield h(); i() }, 'j k'() { return () => l() }, 1() { return () => m() }, 2n: () => n(), async o() { await p; q() }, __proto__: null, r, s: function () { return () => t() } }`,
    ),
  ),
  'members of classes': js(
    inside(
      `return class extends a() { constructor() { super(() => b()); this.c() } #d() { return () => e() } static #f = () => g(); get [h()]() { return () => i() } static async *j() { yield k(); l() } static { m(() => n()) } 'o' = () => p(); static accessor q = () => r(); accessor #s = () => t(); u; set v(w) { (() => x(w))() } ; }`,
    ),
  ),
  'members that exist for the type checker': ts(
    `export abstract class A<T> implements B { [key: string]: unknown; declare a: () => void; abstract b: () => void; abstract c(): void; abstract accessor d: string; private readonly e = () => f(); g?(): void; h!: string; i(): void; i(j?: any) { return () => k(j) } constructor(l: string); constructor(private m: any, public readonly n = () => o(), override p?: string) { super(); q(() => r()) } static readonly s = () => t() }`,
  ),
  'decorators in every place': ts(
    `@a(() => b()) export class C { @d(() => e()) f = () => g(); @h() static i() { return () => j() } @k() accessor l = 1; m(@n(() => o()) p: string) { return () => q(p) } constructor(@r() private s: T, @u() v: W) { x(() => y()) } @z get z1() { return () => a1() } }`,
  ),
  'a parameter called this': ts(
    `import { Router } from 'r'\nconst r = new Router()\nr.get('/a', function (this: X, a: A, b: B, c: C) { return d(a) })\nr.get('/b', async (error: Error, b: B) => c(b))\nexport function* g(this: X, a: A) { b(a) }\nexport const o = { m(this: X) { return () => n() }, set s(this: X, t: T) { (() => u(t))() } }`,
  ),
  'namespaces, enums, imports and exports of TypeScript': ts(
    `import a = require('next/server')\nimport type { B } from 'next/server'\nimport { type C, after as d } from 'next/server'\nexport import e = a.b\nnamespace F.G { export const h = () => i(); export namespace J { a.after(() => k()) } }\nenum L { m = n(), o = 'p' as any }\ndeclare namespace Q { const r: string }\ndeclare module 's' { export function t(): void }\ndeclare function u(): void\nexport default interface V {}\nexport const w = () => d(() => x())\nexport type { B }`,
  ),
  'assertions, of every kind': ts(
    `export const f = async (a: any) => { const b = (await a) as const; const c = <D>(e(b)); const g = (() => h()) satisfies I; const j = k<L>; return (m!)((await n)!) }\nexport const o = (<T,>(p: T) => q(p)) as R\nconst [s = (await t) as U] = v() as W`,
  ),
  'the page of a route, whatever it returns': {
    file: 'app/page.tsx',
    code: 'export default async function (props) { const page = await load(props); return render(page) }',
  },
  'JSX behind conditions': tsx(
    'export const A = () => a() && <b />, B = () => (c ? d() : (<e />)), C = () => { if (f) { return g || <h /> } }\nexport const D = () => { const i = () => <j />; return i }, E = () => { switch (k) { case l: return m ?? <n /> } }',
  ),
  'JSX, in all its parts': tsx(
    `export function Page({ a }: P) { return <><Card {...b()} c={() => d()} e={<F g={h()} />} i="// no comment /* either" j:k={l()}>// text {/* empty */} {...m()} {n(() => o())} <ui.p /> <div onClick={() => q()} /> </Card></> }\nexport async function Late() { const r = await s(); return (<T<U> v={r}>{await w()}</T>) }`,
  ),
  'loops with using, labels and patterns in their heads': js(
    inside(
      `out: inner: for await (const { a = b() } of c()) { for (using d of e()) { await f; continue out } }\n  for await (using g of h()) await i\n  for (await using j of k()) l()\n  for await (m.n of o()) p()\n  for await ([q = await r] of s()) t()\n  { await using u = v(); using w = x(), y = z() }\n  for (const a1 of Object.keys(await b1)) await c1\n  for (const d1 of [await e1]) { await f1; g1() }`,
    ),
  ),
  'comments that say ignore, and texts that look like it': js(
    `const a = '/* afterword-ignore */', b = \`// afterword-ignore\n\${() => c()}\`, d = /\\/\\* afterword-ignore/, e = 'http://f'\nexport const g = () => { h() } // afterword-ignore: behind\nexport const i = () => { j(() => k()) }\n// see /* afterword-ignore */\nexport const l = () => { m(() => n()) }\n/** afterword-ignore */\nexport const o = () => { p(() => q()) }\n/*\n // afterword-ignore\n*/\nexport const r = () => { s(() => t()) }\nexport const u = { /* afterword-ignore */ v() { return () => w() }, x: /* afterword-ignore */ () => y(() => z()) }\nexport class A1 { // afterword-ignore\n  b1() { return () => c1() }\n  /* afterword-ignoreds */ d1() { return () => e1() }\n}\nf1(/* afterword-ignore */ g1, () => h1()); i1(/* afterword-ignore */ () => j1(() => k1()))`,
  ),
  'a file that says ignore': js(
    `#!/usr/bin/env node\n// one\n/* afterword-ignore */\n\nexport const a = () => b(() => c())`,
  ),
  'ignore at the top, about what follows': js(
    `// afterword-ignore\nexport const a = () => b(() => c())\nexport const d = () => e(() => f())`,
  ),
  'ignore before an import': js(
    `/* afterword-ignore */\r\nimport a from 'b'\r\nexport const c = () => a(() => d())`,
  ),
  'a pragma that names another JSX': tsx(
    `/** @jsxImportSource preact */\nimport * as React from 'react'\nexport async function f() { await a; return <Card /> }`,
  ),
  'a pragma in a string': tsx(
    `const a = '@jsxImportSource preact'\nimport * as React from 'react'\nexport async function f() { await a; return <Card /> }`,
  ),
  'text that is longer in bytes': js(
    `export const é = async (日本) => { await '😀'; return 日本('é', () => 日本()) } // 😀\nconst 𝒳 = () => é(() => 𝒳())`,
  ),
  'lines that end in both ways': js(
    `import { after } from 'afterword'\r\nexport const GET = () => {\r\n  after(() => a())\n\r  after(() => b())\r}`,
  ),
  'helpers with a number': js(
    `const a = function () { var b = _asyncToGenerator2(function* () { yield c(); d() }); return b }`,
  ),
  'promise methods that are given more': js(
    inside('a.then(save, save, save); a.then(save, null); a.catch(...save); a.finally(save)'),
  ),
  'schedulers while the module is evaluated': js(
    `(() => { setTimeout(save, 1); queueMicrotask(save) })()\nsetTimeout(save, 1)\nfunction save() {}\nexport const f = () => setTimeout(save, 1)`,
  ),
  'clients, not routers': js(
    `export async function f(api) { await api.post('/a', () => b()); api.get('/c', () => d()).then(e); api.put('/g', () => h()) }`,
  ),
  'functions in blocks, sloppy and strict': script(
    `exports.a = () => b(function (c) { d(c); function g() {} { function g() { return 1 } } var g })
exports.h = () => b(function (i) { 'use strict'; d(i); function g() {} { function g() {} } var g })
with (e) { (() => f())() }
function k(l) { eval(l); return () => m() }
class N { *o(p) { arguments; q() } }
function* r(s) { arguments; t() }`,
  ),
  'names that shadow ours': ts(
    `import { after, headers } from 'next/server'
import { type after as later } from 'afterword'
export const a = class after { b() { after(() => c()) } }
export const d = function after() { after(() => e()) }
export function f({ after }: G, h = after(() => i())) { after(() => j()) }
export const k = () => { later(() => l()); { const after = m; after(() => n()) } after(() => o()) }
export class P { constructor(private request: Q, public s = 1) { after(() => t()) } }`,
  ),
  'functions that run where they are written, or may not': js(
    `(a ? () => { b(() => c()) } : d)(); !function () { e(() => f()) }(); (function () { g(() => h()) }).call(this); (() => i(() => j()))?.()
export const k = () => { (l ? () => m() : n)(); (() => o())(); new Promise((p) => q(p)); (function r() { s(r) })(); (async () => { await t; u() })() }`,
  ),
  'a text that looks like a comment on a line of its own': js(
    'const a = `\n/* afterword-ignore */`\nexport const b = () => c(() => d())\nconst e = /[/*]afterword-ignore[*/]/\nexport const f = () => g(() => h())',
  ),
  'what a script may do at its top': script(
    `const { after } = require('next/server'), b = require('next/headers')\nmodule.exports = { GET: () => after(() => c(b.cookies())), post: async function () { await d; e() } }\nexports.f = () => g()`,
  ),
  'names in every form of export': js(
    `const a = () => b(), c = async () => { await d; e() }\nfunction f() { return () => g() }\nexport { a as GET, c as 'POST', f as default }\nexport * from 'h'\nexport * as i from 'j'\nexport class K { l() { return () => m() } }`,
  ),
  'a default export that is wrapped': js(
    `export default withAfter({ async fetch(a) { await b; c(() => d()) }, scheduled: (e) => f(() => g(e)) })`,
  ),
  'new.target, import.meta and imports that are evaluated': js(
    `export async function f() { const { after } = await import('next/server'); (await import('next/headers')).cookies(); new.target; import.meta.url; after(() => a(import('b'))); return () => c() }`,
  ),
  'spread of both kinds': js(
    inside(
      `const a = { ...b, c: [...d] }; e(...f, { ...g() }); new h(...i); return j\`\${k(() => l())}\${m}\``,
    ),
  ),
  directives: js(
    `'use strict'\n"use server"\n('no directive')\nexport async function a(b) { 'use cache: remote'; await c; d(() => e(b)) }\nexport const f = async () => { "use server"; await g; h() }`,
  ),
}
