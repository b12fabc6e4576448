/** Programs that are as deep, or as long, as they are asked to be. */

const list = (count: number, each: (index: number) => string, between: string): string =>
  Array.from({ length: count }, (_, index) => each(index)).join(between)

const asyncReturns = (expression: string): string =>
  `async function main(f, x) { await f(x); return f(${expression}) }\n`

/** Trees that are as deep as the program is long, and lean to the left, or go on at their end. All of them give a value. */
export const LEANING: Record<string, (depth: number) => string> = {
  'a + b': (depth) => asyncReturns(list(depth, (index) => `f('${index % 10}')`, ' +\n ')),
  'a || b': (depth) => asyncReturns(list(depth, (index) => `(x === ${index + 5} && f(${index}))`, ' || ')),
  'a ?? b': (depth) => asyncReturns(list(depth, () => 'f(null)', ' ?? ')),
  'a.b()': (depth) => asyncReturns(`x${'.m(1)'.repeat(depth)}.n`),
  'a?.b()': (depth) => asyncReturns(`x${'?.m(1)'.repeat(depth)}.n`),
  'a.b': (depth) => asyncReturns(`x${'.self'.repeat(depth)}.n`),
  'a[0]': (depth) => asyncReturns(`x${"['self']".repeat(depth)}.n`),
  'a()()': (depth) => asyncReturns(`x.again${'()'.repeat(depth)}.n`),
  'a.then(f)': (depth) => asyncReturns(`f(Promise.resolve(1))${'.then(f)'.repeat(depth)}`),
  'a, b': (depth) => asyncReturns(`(${list(depth, (index) => `f(${index})`, ', ')})`),
  'await a + await b': (depth) => asyncReturns(list(depth, (index) => `await f(${index})`, ' + ')),
  'else if': (depth) =>
    `async function main(f, x) { await f(x)\n${list(depth, (index) => `if (x === ${index}) f(${index})`, '\nelse ')}\nreturn f(1) }\n`,
  'a ? b : c': (depth) =>
    asyncReturns(`${list(depth, (index) => `x === ${index} ? f(${index})`, ' : ')} : f(2)`),
}

/** Trees that are nested, deeper than any engine runs. */
export const NESTED: Record<string, (depth: number) => string> = {
  parentheses: (depth) => asyncReturns(`${'('.repeat(depth)}f()${')'.repeat(depth)}`),
  arrays: (depth) => asyncReturns(`${'['.repeat(depth)}f()${']'.repeat(depth)}`),
  objects: (depth) => asyncReturns(`${'{a:'.repeat(depth)}f()${'}'.repeat(depth)}`),
  calls: (depth) => asyncReturns(`${'f('.repeat(depth)}${')'.repeat(depth)}`),
  arrows: (depth) => asyncReturns(`${'a => '.repeat(depth)}f()`),
  blocks: (depth) => `async function main(f) { await f(); ${'{'.repeat(depth)}f()${'}'.repeat(depth)} }\n`,
  functions: (depth) =>
    `async function main(f) { await f(); ${'function a() {'.repeat(depth)}f()${'}'.repeat(depth)} }\n`,
  templates: (depth) => asyncReturns(`${'`${'.repeat(depth)}f()${'}`'.repeat(depth)}`),
  patterns: (depth) =>
    `async function main(f) { await f(); const ${'['.repeat(depth)}a${']'.repeat(depth)} = f() }\n`,
  conditions: (depth) => asyncReturns(`${'f() ? 1 : '.repeat(depth)}f()`),
}

const lines = (count: number, each: (index: number) => string): string => list(count, each, '\n')
const main = (body: string): string => `export async function main() { await g()\n${body}\nh() }\n`

/** Files with many of something. */
export const LONG: Record<string, (count: number) => string> = {
  functions: (count) => lines(count, (index) => `export async function f${index}(a) { await a(); h() }`),
  'functions in a function': (count) => main(lines(count, (index) => `a(() => h(${index}))`)),
  methods: (count) => `export class C { ${lines(count, (index) => `async m${index}() { await g(); h() }`)} }`,
  imports: (count) => `${lines(count, (index) => `import { a${index} } from './m${index}'`)}\n${main('')}`,
  directives: (count) => `${lines(count, (index) => `'use x${index}'`)}\n${main('')}`,
  labels: (count) => main(lines(count, (index) => `l${index}: for (;;) { await h(); break l${index} }`)),
  names: (count) => main(lines(count, (index) => `let _c${index} = _s${index}, _v${index}`)),
  awaits: (count) => main(lines(count, () => 'await x')),
  loops: (count) => main(lines(count, () => 'for (const a of b) { await a }')),
  tries: (count) => main(lines(count, () => 'try { await g() } catch ({ a }) { h() } finally { h() }')),
  'chained calls': (count) => main(`x${'.then(h)'.repeat(count)}`),
  'ignore comments': (count) =>
    lines(count, (index) => `// afterword-ignore\nexport async function f${index}() { await g(); h() }`),
  'ignore comments in a row': (count) => `let a = 1\n${'// afterword-ignore\n'.repeat(count)}${main('')}`,
  'ignore comments behind lines': (count) =>
    `${lines(count, (index) => `let a${index} = 1 // afterword-ignore`)}\n${main('')}`,
  'disable comments': (count) =>
    `import { after } from 'afterword'\n${lines(count, () => '// afterword-disable-next-line AT_MODULE_LEVEL\nafter(() => h())')}`,
  messages: (count) => `import { after } from 'afterword'\n${lines(count, () => 'after(() => h())')}`,
  redeclarations: (count) => main(`${lines(count, (index) => `function a() { h(${index}) }`)}\na()`),
  'redeclared variables': (count) => main(`function a() {}\n${lines(count, () => 'var a = h()')}`),
  listeners: (count) =>
    `import { after } from 'afterword'\nfunction save() { after(h) }\n${main(lines(count, (index) => `bus.on('x${index}', save)`))}`,
  'functions that call one another': (count) =>
    `import { after } from 'afterword'\n${lines(count, (index) => `function f${index}() { f${index + 1}() }`)}\nfunction f${count}() { after(h) }\n${main("bus.on('x', f0)")}`,
  'writes of what is called': (count) =>
    `let ${list(count, (index) => `x${index}`, ', ')}\nfunction f() {\n${lines(count, (index) => `x${index} = 1`)}\n}\n${main(lines(count, (index) => `if (!x${index}) f(${index})`))}`,
  'functions that write what is tested': (count) =>
    `let x\n${lines(count, (index) => `function f${index}() { x = ${index} }`)}\n${main(lines(count, (index) => `if (!x) f${index}()`))}`,
  'guards in a list': (count) =>
    `let ${list(count, (index) => `x${index}`, ', ')}\n${main(`a(() => {\n${lines(count, (index) => `if (x${index}) return\nh()\nx${index} = 1`)}\n})`)}`,
  'flags of its author': (count) =>
    main(
      `${lines(count, (index) => `let x${index}`)}\na(() => {\n${lines(count, (index) => `if (x${index}) return\nh(() => h())`)}\n${lines(count, (index) => `x${index} = 1`)}\n})`,
    ),
  'values of wrappers': (count) =>
    main(`${lines(count, (index) => `const x${index + 1} = a(() => x${index}())`)}\nb.on(x${count})`),
  'functions that give what others give': (count) =>
    `${lines(count, (index) => `const f${index + 1} = (x) => f${index}(x)`)}\n${main(lines(count, (index) => `const y${index} = f${index}(() => h())`))}`,
  'members of a literal': (count) =>
    main(
      `const x = {\n${lines(count, (index) => `m${index}() { h() },`)}\n}\n${lines(count, (index) => `b.on(x.m${index})`)}`,
    ),
  timers: (count) => main(lines(count, (index) => `setTimeout(x, ${index})`)),
  tasks: (count) => `import { after } from 'afterword'\n${main(lines(count, () => 'after(() => h())'))}`,
  'names for after': (count) =>
    `${lines(count, (index) => `const { after: a${index} } = require('next/server')`)}\nexports.main = () => a1(h)`,
}
