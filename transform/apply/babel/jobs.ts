/**
 * A durable task moves to the end of the module; where it stood, what it captures is handed over by name.
 *
 *     after(() => mail(order), options)      →      after(_durable("receipt", { order }, [], []), options)
 *                                                   _job("receipt", ["order"], "src/orders.ts:12", (order) => (() => mail(order)))
 */
import type * as Types from '@babel/types'
import type { Node } from '../../analyze/nodes.ts'
import { NODE } from '../../analyze/plan/planned.ts'
import type { JobPlan } from '../../analyze/plan.ts'
import type { Code } from './code.ts'

const strings = ({ t }: Code, texts: readonly string[]): Types.ArrayExpression =>
  t.arrayExpression(texts.map((each) => t.stringLiteral(each)))

/** `_durable("receipt", { order }, ["accept-language"], ["session"])` */
export function handJob(code: Code, { name, captures, headers, cookies }: JobPlan): Node {
  const { t } = code
  const taken = captures.map((each) => t.objectProperty(code.id(each), code.id(each), false, true))
  return code.call(
    'durable',
    t.stringLiteral(name),
    t.objectExpression(taken),
    strings(code, headers),
    strings(code, cookies),
  ) as unknown as Node
}

/** `_job("receipt", ["order"], "src/orders.ts:12", (order) => (task))` */
export function registerJob(code: Code, job: JobPlan, moved: (node: Node) => Node): Node {
  const { t } = code
  const { name, captures, place, upgrade, [NODE]: task } = job
  const params = captures.map((each) => code.id(each))
  const make = t.arrowFunctionExpression(params, moved(task) as unknown as Types.Expression)
  const told = [t.stringLiteral(name), strings(code, captures), t.stringLiteral(place), make]
  const mends = upgrade ? [moved(upgrade[NODE]) as unknown as Types.Expression] : []
  return code.statement(code.call('job', ...told, ...mends))
}
