/**
 * Which names does a task take from around it, that are not the module's? These are stored. The task itself is moved to the module, so all else that it
 * needs must be there, too: nothing of a function around it, no `this`, no request.
 */
import type { Binding } from '../bindings.ts'
import {
  descend,
  type Enter,
  eachChild,
  eachPart,
  groupOf,
  isArrow,
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  outerChildren,
  spanOf,
} from '../nodes.ts'
import type { PlannedDiagnostic } from '../plan.ts'
import type { Job, JobContext } from './context.ts'
import type { Tree } from './tree.ts'
import { findUnfit } from './values.ts'
import { findLateWrite } from './writes.ts'

export interface Captures {
  names: string[]
  problems: PlannedDiagnostic[]
}

interface Capture {
  binding: Binding
  /** Where the task first names it. */
  at: Node
  isCalled: boolean
}

/** What belongs to a function around the task, and has no name that could be stored. */
interface Bound {
  name: string
  what: string
  at: Node
}

export function findCaptures(job: Job, context: JobContext): Captures {
  const { captured, bound } = findFree(job.task, context)
  const problems = bound.map(({ name, what, at }) =>
    refuse(
      job,
      name,
      at,
      what,
      `Read what the task needs before the call, into a const, and use that in the task.`,
    ),
  )
  for (const each of captured) {
    const problem = findProblem(job, each, context)
    if (problem) problems.push(problem)
  }
  return { names: captured.map(({ binding }) => binding.name), problems }
}

/** What an `upgrade` takes from around it, which is nowhere when a worker runs it. */
export function findUpgradeProblems(job: Job, upgrade: Node, context: JobContext): PlannedDiagnostic[] {
  const { captured, bound } = findFree(upgrade, context)
  const what = 'around its upgrade, which a worker runs'
  return [...bound, ...captured.map(({ binding, at }) => ({ name: binding.name, at }))].map(({ name, at }) =>
    refuse(
      job,
      name,
      at,
      what,
      `Take from what upgrade is given, or declare ${name} at the top of the module.`,
    ),
  )
}

const refuse = (
  { name: job }: Job,
  name: string,
  at: Node,
  what: string,
  todo: string,
): PlannedDiagnostic => ({
  slug: 'durable-captures',
  at: spanOf(at),
  values: { job, name, what, todo },
})

function findProblem(
  job: Job,
  { binding, at, isCalled }: Capture,
  context: JobContext,
): PlannedDiagnostic | null {
  const { call, task, name: durable } = job
  const { name } = binding
  const unfit = findUnfit(binding, isCalled, context)
  if (unfit) return refuse(job, name, at, unfit.what, unfit.todo)
  if (isEarly(binding, call, context))
    return refuse(job, name, at, 'not there yet at the call', `Declare ${name} before the call.`)
  const late = findLateWrite(binding, context.writes, { node: call, task, tree: context.tree })
  if (!late) return null
  return { slug: 'durable-writes', at: spanOf(late.name), values: { job: durable, name, where: late.where } }
}

/** It is declared behind the call, or by what the call is a part of, in one function with it. */
function isEarly({ node, kind, scope }: Binding, call: Node, { tree }: JobContext): boolean {
  if (kind === 'parameter' || kind === 'catch') return false
  let declared: Node | null = node
  while (declared && declared.type !== 'VariableDeclarator') declared = tree.parentOf(declared)
  if (!declared || tree.functionsBelow(call, scope.node).length > 0) return false
  return tree.isIn(call, declared) || tree.isBefore(call, declared)
}

function findFree(task: Node, context: JobContext): { captured: Capture[]; bound: Bound[] } {
  const { bindings, tree } = context
  const captured = new Map<Binding, Capture>()
  const bound = new Map<string, Bound>()
  const refuseBound = (name: string, what: string, at: Node): void => {
    const known = bound.get(name)
    if (!known || at.start < known.at.start) bound.set(name, { name, what, at })
  }

  const isOutside = ({ scope, init }: Binding): boolean => {
    // The name that a function expression gives itself has a scope that is no node of the program.
    const place = scope.node.type === 'Identifier' ? init : scope.node
    return scope !== bindings.program && place !== null && !tree.isIn(place, task)
  }

  const mention = (found: Binding | null, at: Node, isCalled: boolean): void => {
    const binding = behindParameters(found, at, tree)
    if (!binding || !isOutside(binding)) return
    // What every function but an arrow has.
    if (binding.node === binding.scope.node) return refuseBound('arguments', 'of the function around it', at)
    const known = captured.get(binding)
    if (known) known.isCalled ||= isCalled
    else captured.set(binding, { binding, at, isCalled })
  }

  /** @param own whether `this` and `new.target` are those of a function in the task */
  const visit = (node: Node, own: boolean, enter: Enter<boolean>): void => {
    switch (node.type) {
      case 'Identifier':
        if (node.name === 'eval' && !bindings.resolve(node))
          refuseBound('eval()', 'what may name anything', node)
        return mention(bindings.resolve(node), node, isCallee(node, context))
      case 'ThisExpression':
      case 'Super':
        if (!own) refuseBound(node.type === 'Super' ? 'super' : 'this', 'of the function around it', node)
        return
      case 'MetaProperty':
        if (!own && node.meta.name === 'new') refuseBound('new.target', 'of the function around it', node)
        return
      case 'PrivateName':
      case 'PrivateIdentifier':
        return privateName(node)
      case 'JSXElement': {
        const root = rootOf(node)
        if (root === 'this' && !own) refuseBound('this', 'of the function around it', node)
        else if (root) mention(bindings.scopeOf(node).find(root), node, false)
        return eachChild(node, enter, own)
      }
    }
    if (isMember(node) && !node.computed) privateName(node.property, node)
    switch (groupOf(node)) {
      case 'function': {
        if (isArrow(node)) return eachPart(node, enter, own)
        for (const each of outerChildren(node)) enter(each, own)
        for (const each of node.params as Node[]) enter(each, true)
        return enter(node.body, true)
      }
      case 'field':
        for (const each of (node.decorators ?? []) as Node[]) enter(each, own)
        if (node.computed) enter(node.key, own)
        if (node.value) enter(node.value, true)
        return
      case 'type':
      case 'leaf':
        return
      default:
        eachChild(node, enter, own || node.type === 'StaticBlock')
    }
  }

  const privateName = (property: Node, inside: Node = property): void => {
    const name = /^Private(?:Name|Identifier)$/.test(property.type) ? keyName(property) : null
    if (name === null) return
    for (let each = tree.parentOf(inside); each && each !== task; each = tree.parentOf(each))
      if (each.type === 'ClassBody' && (each.body as Node[]).some(({ key }) => key && keyName(key) === name))
        return
    refuseBound(name, 'private to the class around it', property)
  }

  descend<boolean>((enter) => enter(task, false), visit)
  return { captured: [...captured.values()], bound: [...bound.values()] }
}

/** What a parameter names is around its function, where that declares the name in its body alone: `(total = sum) => { const sum = 0 }`. */
function behindParameters(found: Binding | null, at: Node, tree: Tree): Binding | null {
  let binding = found
  while (binding && binding.kind !== 'parameter' && isFunction(binding.scope.node)) {
    const fn: Node = binding.scope.node
    let part: Node | null = at
    while (part && tree.parentOf(part) !== fn) part = tree.parentOf(part)
    if (!part || part === fn.body) break
    binding = binding.scope.parent?.find(binding.name) ?? null
  }
  return binding
}

/** `send()`, `new Send()`, `send\`\`` */
function isCallee(name: Node, { tree }: JobContext): boolean {
  const outer = tree.wrapped(name)
  const around = tree.parentOf(outer)
  if (!around) return false
  return isCall(around) || around.type === 'NewExpression' ? around.callee === outer : around.tag === outer
}

/** The variable that an element is made of, if it is one: `<Row />`, `<ui.Row />`. */
function rootOf({ openingElement }: Node): string | null {
  let name = openingElement.name as Node
  if (name.type === 'JSXIdentifier')
    return /^[a-z]/.test(name.name) || name.name.includes('-') ? null : name.name
  if (name.type !== 'JSXMemberExpression') return null
  while (name.type === 'JSXMemberExpression') name = name.object
  return name.type === 'JSXThisExpression' ? 'this' : name.name
}
