/** A worker loads the files of its jobs: one that listens for requests would do so there, too. */
import type { Bindings } from '../bindings.ts'
import { isCall, isMember, type Node, propertyName, unwrap } from '../nodes.ts'

interface Listening {
  at: Node
  name: string
}

/** What listens as the module is evaluated, whatever happens: in a statement of the module, behind no test. */
export function findListening(program: Node, bindings: Bindings): Listening | null {
  for (const statement of program.body as Node[]) {
    const values =
      statement.type === 'ExpressionStatement'
        ? [statement.expression as Node]
        : statement.type === 'VariableDeclaration'
          ? (statement.declarations as Node[]).flatMap(({ init }) => (init ? [init as Node] : []))
          : []
    for (const value of values) {
      const found = listens(value, bindings)
      if (found) return found
    }
  }
  return null
}

/** `app.listen(…)`, `await app.listen(…)`, `createServer(app).listen(…).unref()`, `serve(…)`, `Bun.serve(…)` */
function listens(value: Node, bindings: Bindings): Listening | null {
  let node = unwrap(value)
  for (;;) {
    if (node.type === 'AwaitExpression') node = unwrap(node.argument)
    if (!isCall(node)) return null
    const callee = unwrap(node.callee)
    if (callee.type === 'Identifier') {
      const binding = bindings.resolve(callee)
      const isServe = binding?.kind === 'import' && binding.key === 'serve'
      return isServe ? { at: callee, name: callee.name } : null
    }
    if (!isMember(callee)) return null
    const method = propertyName(callee) ?? ''
    const object = unwrap(callee.object)
    const isGlobal =
      object.type === 'Identifier' && /^(?:Bun|Deno)$/.test(object.name) && !bindings.resolve(object)
    if (method === 'listen' || (method === 'serve' && isGlobal)) return { at: callee, name: method }
    node = object
  }
}
