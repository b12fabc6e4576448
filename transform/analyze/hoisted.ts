/**
 * Which calls does a test tool move in front of the imports, where no helper of ours exists yet (R14)? Vitest and Jest do so with the calls
 * that mock modules; babel-plugin-jest-hoist also refuses a factory that names anything from outside.
 */
import type { Bindings } from './bindings.ts'
import type { Inventory } from './inventory.ts'
import { isCall, isFunction, isMember, type Node, propertyName, unwrap, walk } from './nodes.ts'

/** What a tool calls the object that mocks. */
const TOOLS = new Set(['vi', 'vitest', 'jest'])
const HOISTED = new Set(['mock', 'hoisted'])
/** Vitest takes the path out of `vi.doMock(await import('./db'))`: it looks for an `await` as it is written. */
const PATHS = new Set(['mock', 'unmock', 'doMock', 'doUnmock'])

interface Hoisted {
  /** A call that is moved, a function that it calls by name, or one whose `await import()` is read as a path. */
  node: Node
  because: string
}

export function findHoisted({ uses }: Inventory, bindings: Bindings): Hoisted[] {
  const found: Hoisted[] = []

  /** Whether an expression is `vi`, `vitest` or `jest`: a global, an import by whatever name, a member, or what `.mock()` returned. */
  const isTool = (node: Node, depth = 0): boolean => {
    const expression = unwrap(node)
    if (depth > 8) return false
    if (isMember(expression)) return TOOLS.has(propertyName(expression) ?? '')
    if (isCall(expression)) {
      const callee = unwrap(expression.callee)
      return isMember(callee) && isTool(callee.object, depth + 1)
    }
    if (expression.type !== 'Identifier') return false
    // Vitest goes by the name alone.
    if (expression.name === 'vi' || expression.name === 'vitest') return true
    const binding = bindings.resolve(expression)
    if (!binding) return expression.name === 'jest'
    if (binding.key !== null) return TOOLS.has(binding.key)
    return binding.kind === 'const' && binding.init !== null && isTool(binding.init, depth + 1)
  }

  const calledIn = new Set<Node>()
  /** A declared function exists before the imports do: what is called there by name runs there, too. */
  const followNames = (root: Node, because: string): void =>
    walk(root, (node) => {
      if (node.type !== 'Identifier') return
      const binding = bindings.resolve(node)
      const fn = binding?.kind === 'function' ? binding.init : null
      if (!fn || !isFunction(fn) || calledIn.has(fn)) return
      calledIn.add(fn)
      found.push({ node: fn, because })
      followNames(fn, because)
    })

  for (const { node, owner } of uses) {
    if (!isCall(node)) continue
    const callee = unwrap(node.callee)
    const method = isMember(callee) ? propertyName(callee) : null
    if (!method || !(HOISTED.has(method) || PATHS.has(method)) || !isTool(callee.object)) continue
    if (HOISTED.has(method)) {
      const because = `a test tool moves .${method}() in front of the imports`
      found.push({ node, because })
      if (method === 'hoisted') for (const each of node.arguments as Node[]) followNames(each, because)
    }
    const path = node.arguments[0] as Node | undefined
    if (owner && path?.type === 'AwaitExpression' && PATHS.has(method))
      found.push({ node: owner, because: `a test tool reads the import() in .${method}() as it is written` })
  }
  return found
}
