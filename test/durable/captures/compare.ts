// One program as it is written, its tasks as closures; and compiled, each of its tasks in a process that has nothing but the module and what was stored.
import vm from 'node:vm'
import { type PluginItem, parseSync, transformSync, traverse } from '@babel/core'
import * as helpers from '../../../runtime/compiled.ts'
import type { JobPlan } from '../../../transform/analyze/index.ts'

export interface Result {
  /** Tasks that were compared, and that the compiler refused. */
  compared: number
  refused: number
  difference: string | null
}

type Task = (info: object) => unknown
interface Given {
  name: string
  run: Task
  /** It was compiled to a job. */
  isJob: boolean
}

const MOST = 200

/**
 * @param compiled the program as an engine has compiled it
 * @param jobs the plan's
 */
export async function compare(written: string, compiled: string, jobs: readonly JobPlan[]): Promise<Result> {
  const names = difference(written, jobs)
  if (names) return { compared: 0, refused: 0, difference: names }
  const expected = await runWritten(written)
  const found = await runCompiled(compiled)
  const count = { compared: 0, refused: 0 }
  // What is not there yet when a task is stored, JavaScript says itself where the build cannot.
  if (isEarly(found.main)) return { ...count, difference: null }
  if (expected.main !== found.main)
    return { ...count, difference: `main: ${expected.main}\n not ${found.main}` }
  for (const [index, each] of expected.tasks.entries()) {
    const other = found.tasks[index]
    // A job that reads what is not there yet fails where it is stored, as JavaScript says, and gives no more.
    if (isEarly(other?.trace)) return { ...count, difference: null }
    if (other?.name !== each.name)
      return { ...count, difference: `task ${index} is ${other?.name}, not ${each.name}` }
    if (!other.isJob) {
      // It runs as it is written, and may have changed what others see.
      count.refused++
      continue
    }
    count.compared++
    if (other.trace !== each.trace)
      return { ...count, difference: `${each.name}:\n${other.trace}\n not\n${each.trace}` }
  }
  return { ...count, difference: null }
}

const isEarly = (trace = ''): boolean => trace.includes('before initialization')

/** Babel's own scopes say what a task takes from around it: neither more nor less is captured. */
function difference(written: string, jobs: readonly JobPlan[]): string | null {
  const tree = parseSync(written, { configFile: false, babelrc: false, sourceType: 'module' })
  let found: string | null = null
  if (tree)
    traverse(tree, {
      CallExpression(path) {
        const [task, options] = path.get('arguments')
        if (!path.get('callee').isIdentifier({ name: 'after' }) || !task || !options) return
        const name = /name: '(\w+)'/.exec(written.slice(options.node.start ?? 0, options.node.end ?? 0))?.[1]
        const job = jobs.find((each) => each.name === name)
        if (!job) return
        const free = new Set<string>()
        task.traverse({
          Identifier(inner) {
            const isWritten = inner.parent.type === 'AssignmentExpression'
            const isRead = isWritten || inner.isReferencedIdentifier()
            const binding = isRead ? inner.scope.getBinding(inner.node.name) : undefined
            if (!binding || binding.scope.path.isProgram()) return
            const isInside = binding.scope.path === task || binding.scope.path.isDescendant(task)
            if (!isInside) free.add(inner.node.name)
          },
        })
        const [wanted, got] = [[...free].sort().join(), [...job.captures].sort().join()]
        if (wanted !== got) found ??= `${name} captures ${got}, and takes ${wanted}`
      },
    })
  return found
}

const plugins: PluginItem[] = ['@babel/plugin-transform-modules-commonjs']
const toScript = (code: string): string =>
  transformSync(code, { configFile: false, babelrc: false, sourceType: 'module', plugins })?.code ?? ''

function load(code: string, modules: Record<string, object>): { default(): Promise<void> } {
  const exports = {} as { default(): Promise<void> }
  const required = (source: string): object => {
    const found = modules[source]
    if (!found) throw new Error(`nothing is ${source}`)
    return found
  }
  vm.runInContext(`(function (require, exports) {${toScript(code)}\n})`, vm.createContext({}))(
    required,
    exports,
  )
  return exports
}

function world() {
  let trace: string[] = []
  const tasks: Given[] = []
  const env = {
    log: (value: unknown) => {
      if (trace.length < MOST) trace.push(show(value))
    },
    run: (task: (value: number) => unknown) => task(1),
    tick: async () => {},
  }
  const after = (run: Task, { name }: { name: string }, isJob = false): void => {
    if (tasks.length < MOST) tasks.push({ name, run, isJob })
  }
  const traced = async (what: () => unknown): Promise<string> => {
    trace = []
    try {
      await what()
    } catch (error) {
      trace.push(`threw ${(error as Error).message ?? show(error)}`)
    }
    return trace.join('\n')
  }
  const finish = async (main: () => unknown) => {
    const first = await traced(main)
    const traces: { name: string; isJob: boolean; trace: string }[] = []
    // They may give more.
    for (let at = 0; at < tasks.length; at++) {
      const { name, isJob, run } = tasks[at] as Given
      traces.push({ name, isJob, trace: await traced(() => run({ name })) })
    }
    return { main: first, tasks: traces }
  }
  return { env, after, finish }
}

/** The text of a function, in a template, has the blanks of where it stands. */
const show = (value: unknown): string =>
  (JSON.stringify(value, (_, each) => (each === undefined ? 'undefined' : each)) ?? typeof value).replace(
    /(?:\\n|\s)+/g,
    ' ',
  )

function runWritten(code: string) {
  const { env, after, finish } = world()
  const program = load(code, { env, afterword: { after } })
  return finish(() => program.default())
}

function runCompiled(code: string) {
  const { env, after, finish } = world()
  type Make = (...values: unknown[]) => Task
  const jobs = new Map<string, { names: string[]; make: Make }>()
  const stored = new WeakSet<object>()
  const durable = (name: string, captures: object): Task => {
    const values = structuredClone(captures) as Record<string, unknown>
    const task = (info: object): unknown => {
      const job = jobs.get(name)
      if (!job) throw new Error(`no job ${name}`)
      return job.make(...job.names.map((each) => values[each]))(info)
    }
    stored.add(task)
    return task
  }
  const given = (task: Task, options: { name: string }): void => after(task, options, stored.has(task))
  const call = (_scope: unknown, fn: (...args: unknown[]) => unknown, ...args: unknown[]) => fn(...args)
  const compiled = { ...helpers, call, at: (_place: unknown, value: unknown) => value }
  const modules = (register: (name: string, names: string[], place: string, make: Make) => void) => ({
    env,
    afterword: { after: given },
    'afterword/compiled': compiled,
    'afterword/durable/compiled': { durable, job: register },
  })
  const program = load(
    code,
    modules(() => {}),
  )
  // Another process has evaluated the module, and nothing else.
  load(
    code,
    modules((name, names, _place, make) => jobs.set(name, { names, make })),
  )
  return finish(() => program.default())
}
