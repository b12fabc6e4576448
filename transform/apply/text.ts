/**
 * Carries a plan out on the text that was analysed. One construct, one file in `text/`.
 *
 *     async function save(row) {            async function save(row) {const _f = _x();try{
 *       await db.insert(row)        →         _b(_f, await _l(_f,  db.insert(row)))
 *       notify(row)                           notify(row)
 *     }                                     }finally{_l(_f);}}
 *
 * Property kept: nothing is decided, as in the Babel applier, and both come to the same program. What no edit touches stays as it is to
 * the character, and every line stays where it was: edits add text within a line.
 */
import { NODE, type Node, type Plan } from '../analyze/index.ts'
import { Names } from './names.ts'
import { editOwn, editReference, editSite, editTold } from './text/calls.ts'
import { Draft, type DraftOptions } from './text/draft.ts'
import { editFunction, editMade, editSpot } from './text/functions.ts'
import { editBlock, editHandler } from './text/handlers.ts'
import { addHelpers, editRetarget } from './text/imports.ts'
import { editJob } from './text/jobs.ts'
import { editForAwait, editForOf } from './text/loops.ts'
import { editRedeclaration } from './text/redeclarations.ts'
import { editPattern, editSuspension } from './text/suspensions.ts'
import { editUsing, fromTheLeaves } from './text/using.ts'
import type { Written } from './text/written.ts'

/**
 * @returns `options.code` with all edits of the plan
 * @throws UnexpectedText where something stands between two nodes that no parser of JavaScript should have let pass
 */
export function applyToText(plan: Plan, program: Node, options: DraftOptions): Written {
  const draft = new Draft(new Names(plan), options)
  const own = new Set(plan.sites.flatMap((each) => (each.kind === 'own' ? [each[NODE]] : [])))
  for (const fn of plan.functions) {
    editFunction(draft, fn)
    for (const each of fn.suspensions) editSuspension(draft, each, fn)
    for (const each of fn.handlers) editHandler(draft, each, fn)
    for (const each of fn.blocks) editBlock(draft, each)
    for (const each of fn.patterns) editPattern(draft, each, fn)
    for (const each of fn.made) editMade(draft, each)
    for (const each of fn.told) editTold(draft, each, fn, own.delete(each[NODE]))
    if (fn.spot) editSpot(draft, fn[NODE], fn.spot)
    for (const each of fn.redeclared) editRedeclaration(draft, each, fn)
    // Their disposers are numbered together, in the order of the tree.
    const disposing = [
      ...fn.usings.map((each) => ({ at: each.at, edit: () => editUsing(draft, each, fn) })),
      ...fn.loops.map((each) => ({ at: each.at, edit: () => editForAwait(draft, each, fn) })),
      ...fn.forOfs.map((each) => ({ at: each.at, edit: () => editForOf(draft, each, fn) })),
    ]
    for (const { edit } of disposing.sort(fromTheLeaves)) edit()
  }
  for (const each of plan.sites)
    if (each.kind !== 'own') editSite(draft, each)
    else if (own.has(each[NODE])) editOwn(draft, each)
  for (const each of plan.references) editReference(draft, each)
  for (const each of plan.retargets) editRetarget(draft, each)
  for (const [index, each] of plan.jobs.entries()) editJob(draft, each, program, index)
  addHelpers(draft, program, plan)
  return draft.edits.write()
}
