/**
 * A durable task moves to the end of the module; where it stood, what it captures is handed over by name.
 *
 *     after(() => mail(order), options)      →      after(_durable("receipt", { order }, [], []), options)
 *                                                   _job("receipt", ["order"], "src/orders.ts:12", (order) => (() => mail(order)));
 */
import { type JobPlan, NODE, type Node, spanOf } from '../../analyze/index.ts'
import type { Draft } from './draft.ts'

/** @param index its place among the jobs of the file */
export function editJob(draft: Draft, job: JobPlan, program: Node, index: number): void {
  const { names } = draft
  const { name, place, captures, headers, cookies, upgrade, [NODE]: task } = job
  const taken = captures.length > 0 ? `{ ${captures.join(', ')} }` : '{}'
  const handed = [JSON.stringify(name), taken, JSON.stringify(headers), JSON.stringify(cookies)]
  const told = [JSON.stringify(name), JSON.stringify(captures), JSON.stringify(place)]
  // A line of its own ends the statement before it, whether that has a semicolon or not.
  const open = `\n${names.helper('job')}(${told.join(', ')}, (${captures.join(', ')}) => (`
  const stays = `${names.helper('durable')}(${handed.join(', ')})`
  const to = endOf(program)
  move(draft, task, stays, open, upgrade ? '), ' : '));', to, 2 * index)
  if (upgrade) move(draft, upgrade[NODE], 'null', '', ');', to, 2 * index + 1)
}

function move(
  draft: Draft,
  node: Node,
  stays: string,
  open: string,
  close: string,
  to: number,
  order: number,
): void {
  const { edits } = draft
  const span = spanOf(node)
  // The lines below stay where they are.
  const lines =
    draft
      .slice(span)
      .match(/\r?\n|[\r\u2028\u2029]/g)
      ?.join('') ?? ''
  edits.end(node.start, stays + lines, span, 'outside')
  edits.start(node.start, open, span, 'outside')
  edits.end(node.end, close, span, 'outside')
  edits.move(span, to, order)
}

const endOf = ({ body }: Node): number => (body as Node[]).at(-1)?.end ?? 0
