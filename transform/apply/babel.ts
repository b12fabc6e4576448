/**
 * Carries a plan out on a Babel AST (7 and 8).
 *
 *     async function save(row) {            async function save(row) {
 *       await db.insert(row)                  const _f = _x();
 *       notify(row)                 →         try {
 *     }                                         _b(_f, await _l(_f, db.insert(row)));
 *                                               notify(row);
 *                                             } finally { _l(_f); }
 *                                           }
 *
 * Property kept: nothing is decided. Every edit stands in the plan, nodes are edited in place, and what the plan does not name is left
 * alone. The tree is rewritten bottom-up as plain objects, before any visitor runs, so no path can be stale.
 */
import type { Node } from '../analyze/nodes.ts'
import type { FunctionPlan } from '../analyze/plan/functions.ts'
import { NODE, type Planned } from '../analyze/plan/planned.ts'
import type { Plan } from '../analyze/plan.ts'
import { addImport, applyReference, applyRetarget, applySite, applyTold } from './babel/calls.ts'
import { type BabelTypes, Code, type Owned } from './babel/code.ts'
import { applyFunction, applyRedeclaration, applySpot } from './babel/functions.ts'
import { handJob, registerJob } from './babel/jobs.ts'
import { applyForAwait, applyForOf, applyHandler, applySuspension } from './babel/suspensions.ts'
import { applyUsing } from './babel/using.ts'
import { Names } from './names.ts'

/**
 * Edits `program` in place.
 * @param t the builders of the Babel that parsed it
 * @param debugFile how places call the file in development, null in production
 */
export function applyToBabel(
  plan: Plan,
  program: Node,
  t: BabelTypes,
  debugFile: string | null,
  placeOf?: (offset: number) => string | null,
): void {
  const code = new Code(t, new Names(plan), debugFile, placeOf)
  const moved = new Map<Node, Node>()
  rewriteAll(code, program, createRewriter(code, plan, moved))
  for (const each of plan.jobs) program.body.push(registerJob(code, each, (node) => moved.get(node) ?? node))
  addImport(code, program, plan)
}

const byNode = <P extends Planned>(planned: readonly P[]): Map<Node, P> =>
  new Map(planned.map((each) => [each[NODE], each]))

const byOwner = <P extends Planned>(plan: Plan, of: (fn: FunctionPlan) => readonly P[]) =>
  new Map<Node, Owned<P>>(
    plan.functions.flatMap((owner) => of(owner).map((each) => [each[NODE], { ...each, owner }] as const)),
  )

/** A node whose children are done. A statement may become several, or none. */
type Rewrite = (node: Node) => Node | Node[]

/** From the leaves to the root, and from left to right. The nodes stand in a list, for a tree may be deeper than the engine's stack. */
function rewriteAll(code: Code, program: Node, rewrite: Rewrite): void {
  const fieldsOf = (node: Node): readonly string[] => code.t.VISITOR_KEYS[node.type] ?? []
  const nodes: Node[] = []
  const waiting = [program]
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    nodes.push(node)
    for (const field of fieldsOf(node)) {
      const value = node[field]
      if (Array.isArray(value)) for (const each of value) each && waiting.push(each)
      else if (value && typeof value.type === 'string') waiting.push(value)
    }
  }
  const rewritten = new Map<Node, Node | Node[]>()
  for (const node of nodes.reverse()) {
    for (const field of fieldsOf(node)) {
      const value = node[field]
      if (Array.isArray(value)) {
        if (value.some((each) => rewritten.has(each)))
          node[field] = value.flatMap((each) => rewritten.get(each) ?? [each])
      } else {
        const result = rewritten.get(value)
        // A single statement that became several stands where a statement may: in a block of its own.
        if (result) node[field] = Array.isArray(result) ? code.block(result) : result
      }
    }
    if (node === program) return
    const result = rewrite(node)
    if (result !== node) rewritten.set(node, result)
  }
}

/** @param moved gets what became of durable tasks, which are taken out of the tree */
function createRewriter(code: Code, plan: Plan, moved: Map<Node, Node>): Rewrite {
  const functions = byNode(plan.functions)
  const suspensions = byOwner(plan, (fn) => fn.suspensions)
  const loops = byOwner(plan, (fn) => fn.loops)
  const guarded = new Map([...loops.values()].map((loop) => [loop.statement[NODE], loop]))
  const forOfs = byOwner(plan, (fn) => fn.forOfs)
  const handlers = byOwner(plan, (fn) => fn.handlers)
  const usings = byOwner(plan, (fn) => fn.usings)
  const blocks = byOwner(plan, (fn) => fn.blocks)
  const made = byOwner(plan, (fn) => fn.made)
  const told = byOwner(plan, (fn) => fn.told)
  const patterns = byOwner(plan, (fn) => fn.patterns)
  const spots = new Map(plan.functions.flatMap((fn) => (fn.spot ? [[fn[NODE], fn.spot] as const] : [])))
  const receivers = new Set([...spots.values()].map((each) => each[NODE]))
  const redeclared = byOwner(plan, (fn) => fn.redeclared)
  const sites = byNode(plan.sites)
  const references = byNode(plan.references)
  const retargets = byNode(plan.retargets)
  const jobs = byNode(plan.jobs)
  const upgrades = byNode(plan.jobs.flatMap(({ upgrade }) => (upgrade ? [upgrade] : [])))

  /** Does to a node, whose children are done, what the plan says, if it says something. */
  const apply = <P>(
    planned: Map<Node, P>,
    node: Node,
    edit: (code: Code, node: Node, plan: P) => unknown,
  ): unknown => {
    const found = planned.get(node)
    return found && edit(code, node, found)
  }

  const replace = (node: Node): Node | Node[] =>
    (apply(retargets, node, applyRetarget) ??
      apply(suspensions, node, applySuspension) ??
      apply(sites, node, applySite) ??
      apply(references, node, applyReference) ??
      apply(redeclared, node, applyRedeclaration) ??
      apply(usings, node, applyUsing) ??
      node) as Node | Node[]

  return (node) => {
    apply(functions, node, applyFunction)
    apply(handlers, node, applyHandler)
    apply(forOfs, node, applyForOf)
    apply(loops, node, applyForAwait)
    const block = blocks.get(node)
    if (block) node.body = [code.tryFinally(node.body, code.recover())]
    const loop = guarded.get(node)
    if (loop?.after) return code.tryFinally([node], code.recover())
    const result = replace(node)
    const job = jobs.get(node)
    if (job || upgrades.has(node)) {
      moved.set(node, result as Node)
      return job ? handJob(code, job) : (code.t.nullLiteral() as unknown as Node)
    }
    if (told.has(node)) apply(told, node, applyTold)
    // An expression may be edited for another reason as well.
    const value = made.has(node) ? code.make(result as Node) : result
    const pattern = patterns.get(node)
    if (pattern) return code.call('steps', value as Node, code.scope(pattern.owner)) as unknown as Node
    const spot = spots.get(node)
    if (spot) return applySpot(code, value as Node, spot)
    return receivers.has(node) ? (code.call('asked', value as Node) as unknown as Node) : value
  }
}
