// Random programs about names: who binds them, who shadows them, who writes them, and durable tasks that read them from wherever they stand.
import type { Random } from '../../programs/random.ts'

/** Names are few, so that they hide one another. */
const POOL = ['a', 'b', 'c', 'd', 'e']

interface Scope {
  parent: Scope | null
  /** What the block itself declares. */
  declared: Map<string, { writable: boolean; isFunction?: true }>
  isFunction: boolean
}

interface State {
  random: Random
  /** For names that are new: functions, tasks, counters. */
  counter: { next: number }
  scope: Scope
  depth: number
  inTask: boolean
  inAsync: boolean
}

export function program(random: Random): string {
  const scope: Scope = { parent: null, declared: new Map(), isFunction: true }
  const state: State = { random, counter: { next: 0 }, scope, depth: 0, inTask: false, inAsync: true }
  const { params, body } = fn(state, 5, 3)
  return `import { log, run, tick } from 'env'
import { after } from 'afterword'

const G0 = 'module'
function gf(x) { return [x, G0] }

export default async function main(${params}) {
${body}
}
`
}

const inner = (state: State, change: Partial<State> & { isFunction?: boolean } = {}): State => {
  const { isFunction = false, ...rest } = change
  const scope = { parent: state.scope, declared: new Map(), isFunction }
  return { ...state, scope, depth: state.depth + 1, ...rest }
}

const fresh = ({ counter }: State, prefix: string): string => `${prefix}${counter.next++}`

/** A name that this block may declare. */
function declare(state: State, writable: boolean): string {
  const free = POOL.filter((each) => !state.scope.declared.has(each))
  const name = free.length > 0 ? state.random.pick(free) : fresh(state, 'n')
  state.scope.declared.set(name, { writable })
  return name
}

/** What holds a value: the name of a function hides others, and is never read. */
function visible(state: State, onlyWritable = false): string[] {
  const names = new Map<string, boolean>()
  for (let scope: Scope | null = state.scope; scope; scope = scope.parent)
    for (const [name, { writable, isFunction }] of scope.declared)
      if (!names.has(name)) names.set(name, !isFunction && (writable || !onlyWritable))
  return [...names].flatMap(([name, isMeant]) => (isMeant ? [name] : []))
}

function expression(state: State, depth = 2): string {
  const { random } = state
  const names = visible(state)
  const read = () => (names.length > 0 ? random.pick(names) : '0')
  if (depth === 0 || random.chance(0.4)) return random.chance(0.75) ? read() : String(random.int(9))
  switch (random.int(10)) {
    case 0:
      return `[${expression(state, depth - 1)}, ${expression(state, depth - 1)}]`
    case 1:
      return `({ x: ${expression(state, depth - 1)}, ${names.length > 0 ? random.pick(names) : 'y: 1'} })`
    case 2:
      return `\`t\${${read()}}\``
    case 3:
      return `(${read()} ? ${expression(state, depth - 1)} : ${expression(state, depth - 1)})`
    case 4:
      return `typeof ${read()}`
    case 5:
      return `gf(${expression(state, depth - 1)})`
    case 6: {
      const own = inner(state, { isFunction: true })
      const argument = expression(state, depth - 1)
      const name = declare(own, false)
      return `((${name}) => ${wrapped(expression(own, depth - 1))})(${argument})`
    }
    case 7: {
      const own = inner(state, { isFunction: true })
      const name = random.pick(POOL)
      own.scope.declared.set(name, { writable: false, isFunction: true })
      return `(function ${name}() { return [typeof ${name}, ${expression(own, 0)}] })()`
    }
    case 8:
      return `(class ${random.pick(['', 'K'])} { static x = ${expression(state, depth - 1)} }).x`
    default:
      return `(${expression(state, depth - 1)}, ${read()})`
  }
}

const wrapped = (text: string): string => (text.startsWith('{') ? `(${text})` : text)

/** What is declared hides its own name from what it starts with. */
const without = (value: string, ...names: string[]): string =>
  names.some((name) => new RegExp(`\\b${name}\\b`).test(value)) ? '1' : value

/** Parameters, which may take from one another, and a body. */
function fn(state: State, statements: number, parameters: number): { params: string; body: string } {
  const params: string[] = []
  for (let count = state.random.int(parameters + 1); count > 0; count--) {
    const value = expression(state, 1)
    const kind = state.random.int(3)
    const name = declare(state, true)
    const known = without(value, name)
    if (kind === 0) params.push(`${name} = ${known}`)
    else if (kind === 1) params.push(`{ x: ${name} = ${known} } = {}`)
    else params.push(`[${name} = ${known}] = []`)
  }
  return { params: params.join(', '), body: body(state, statements) }
}

function body(state: State, statements: number): string {
  const lines: string[] = []
  for (let count = 1 + state.random.int(statements); count > 0; count--) lines.push(statement(state))
  return lines.join('\n')
}

function statement(state: State): string {
  const { random, depth } = state
  const isDeep = depth > 4
  switch (random.int(isDeep ? 7 : 20)) {
    case 0:
    case 1: {
      const value = expression(state)
      const kind = random.pick(['const', 'let', 'let', 'var'])
      const name = kind === 'var' ? fresh(state, 'v') : declare(state, kind === 'let')
      if (kind === 'var') state.scope.declared.set(name, { writable: true })
      return `${kind} ${name} = ${without(value, name)};`
    }
    case 2: {
      const value = expression(state, 1)
      const names = [declare(state, false), declare(state, false), declare(state, false)]
      const known = without(value, ...names)
      return `const { x: ${names[0]} = ${known}, ...${names[1]} } = { y: ${known} }, [, ${names[2]} = 1] = [];`
    }
    case 3: {
      const names = visible(state, true)
      // Most tasks are to be compiled.
      if (names.length === 0 || (state.inTask && random.chance(0.8))) return `log(${expression(state)});`
      const name = random.pick(names)
      const forms = [
        `${name} = ${random.int(9)}`,
        `${name} += 1`,
        `[${name}] = [2]`,
        `({ x: ${name} } = { x: 3 })`,
        `${name}++`,
      ]
      return `;${random.pick(forms)};`
    }
    case 4:
    case 5:
      return `log(${expression(state)});`
    case 6:
      return state.inAsync ? 'await tick();' : `log(${expression(state, 1)});`
    case 7:
    case 8:
    case 9:
    case 10:
      return task(state)
    case 11:
      return `{ ${body(inner(state), 3)} }`
    case 12: {
      const own = inner(state)
      const name = declare(own, true)
      if (random.chance(0.5))
        return `for (const ${name} of [1, ${expression(state, 0)}]) { ${body(inner(own), 3)} }`
      const count = fresh(state, 'i')
      own.scope.declared.set(count, { writable: false })
      return `for (let ${name} = ${expression(state, 0)}, ${count} = 0; ${count} < 2; ${count}++) { ${body(inner(own), 3)} }`
    }
    case 13: {
      const count = fresh(state, 'w')
      return `let ${count} = 0; while (${count}++ < 2) { ${body(inner(state), 3)} }`
    }
    case 14: {
      const own = inner(state)
      const name = declare(own, true)
      return `try { throw ${expression(state, 1)} } catch (${name}) { ${body(own, 3)} } finally { ${body(inner(state), 1)} }`
    }
    case 15: {
      const own = inner(state, { isFunction: true, inAsync: false })
      const name = declare(own, true)
      return `;[1, 2].forEach((${name}) => { ${body(own, 3)} });`
    }
    case 16: {
      if (!state.inAsync) return `log(${expression(state)});`
      const own = inner(state, { isFunction: true, inAsync: true })
      const name = declare(own, true)
      return `await run(async (${name}) => { ${body(own, 3)} });`
    }
    case 17: {
      const own = inner(state, { isFunction: true, inAsync: false })
      const name = fresh(state, 'f')
      const { params, body: text } = fn(own, 3, 2)
      const arrow = random.chance(0.5)
      const calls = `${name}(); ${random.chance(0.3) ? `${name}();` : ''}`
      return arrow
        ? `const ${name} = (${params}) => { ${text} }; ${calls}`
        : `${calls} function ${name}(${params}) { ${text} }`
    }
    case 18: {
      const own = inner(state, { isFunction: true, inAsync: false })
      const name = fresh(state, 'C')
      const { params, body: text } = fn(own, 3, 1)
      return `class ${name} { #p = 1; m(${params}) { ${text}; return this.#p } } new ${name}().m();`
    }
    default: {
      const own = inner(state, { isFunction: true, inAsync: false })
      const name = fresh(state, 'g')
      return `function* ${name}() { ${body(own, 3)}; yield 1 } for (const _ of ${name}());`
    }
  }
}

function task(state: State): string {
  const { random } = state
  const own = inner(state, { isFunction: true, inTask: true, inAsync: random.chance(0.6) })
  const named = random.pick(POOL)
  const kind = random.int(3)
  if (kind === 2) own.scope.declared.set(named, { writable: false, isFunction: true })
  const around = kind === 2 ? inner(own, { isFunction: true, inTask: true, inAsync: own.inAsync }) : own
  // The name of the function itself is no value to be logged.
  const { params, body: text } = fn(around, 4, 1)
  const first = random.chance(0.5) ? '{ name: called }' : 'info'
  const list = params ? `${first}, ${params}` : first
  const word = own.inAsync ? 'async ' : ''
  const name = fresh(state, 'j')
  const written =
    kind === 0
      ? `${word}(${list}) => { ${text} }`
      : kind === 1
        ? `${word}function (${list}) { ${text} }`
        : `${word}function ${named}(${list}) { ${text} }`
  return `after(${written}, { name: '${name}', durable: true });`
}
