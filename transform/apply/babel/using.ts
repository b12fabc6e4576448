/**
 * Disposals that run under the scope (R10).
 *
 *     using file = open()   →   const file = open(); using _u = _disposer(file, _s)
 *
 * Property kept: when what is read of the resource, in which order resources are disposed of, and what a failure becomes.
 */
import type { Node } from '../../analyze/nodes.ts'
import type { FunctionPlan, UsingPlan } from '../../analyze/plan/functions.ts'
import type { Code, Owned } from './code.ts'

export const applyUsing = (code: Code, node: Node, { kind, owner }: Owned<UsingPlan>): Node[] =>
  (node.declarations as Node[]).flatMap((each) => [
    // The author's declarator itself: coverage counts it where it stands.
    code.t.variableDeclaration('const', [each as never]) as unknown as Node,
    disposal(code, each.id, kind, owner),
  ])

export function disposal(code: Code, name: Node, kind: 'sync' | 'async', owner: FunctionPlan): Node {
  const { t } = code
  const [value, scope] = [code.id(name.name), code.scope(owner)]
  const disposer =
    kind === 'sync'
      ? code.call('disposer', value, scope)
      : code.call('asyncDisposer', value, scope, t.arrowFunctionExpression([], code.suspend()))
  const declarator = t.variableDeclarator(code.id(code.names.using(owner)), disposer)
  return t.variableDeclaration(kind === 'sync' ? 'using' : 'await using', [declarator]) as unknown as Node
}
