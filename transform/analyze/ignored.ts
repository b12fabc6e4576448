/**
 * Which functions must arrive as they are written? Those whose source text is used (it runs in another process, where no helper of ours
 * exists), those that a test tool moves in front of the imports, those with direct `eval` or `with` in sloppy mode, and those that
 * `afterword-ignore` names (R14).
 */
import type { Bindings } from './bindings.ts'
import { findHoisted } from './hoisted.ts'
import type { Inventory } from './inventory.ts'
import { findMarked } from './marked.ts'
import {
  isCall,
  isFunction,
  isMember,
  keyName,
  type Node,
  propertyName,
  stringValue,
  unwrap,
  walk,
} from './nodes.ts'

export interface Comment {
  value: string
  start: number
  end: number
}

export interface Ignored {
  /** The whole file, by a comment at its top. */
  file: boolean
  /** Each node that is ignored, with the reason. */
  reasons: ReadonlyMap<Node, string>
}

/** Methods that send the text of a function to a browser page or another process (Playwright, Puppeteer, WebDriver, extensions). */
const SENDS_TEXT = new Set([
  'evaluate',
  'evaluateHandle',
  'evaluateAll',
  'evaluateOnNewDocument',
  'addInitScript',
  'waitForFunction',
  '$eval',
  '$$eval',
  'executeScript',
  'executeAsyncScript',
])

export function findIgnored(
  program: Node,
  inventory: Inventory,
  code: string,
  comments: readonly Comment[],
  bindings: Bindings,
): Ignored {
  const { uses, around } = inventory
  const nodes = new Map<Node, string>()
  const strict = program.sourceType === 'module'

  /** The function an expression is or names. */
  const functionOf = (expression: Node | null | undefined): Node | null => {
    if (!expression) return null
    const node = unwrap(expression)
    if (isFunction(node)) return node
    if (node.type !== 'Identifier') return null
    const binding = bindings.resolve(node)
    if (
      !binding?.init ||
      binding.key !== null ||
      (binding.kind !== 'const' &&
        binding.kind !== 'function' &&
        binding.kind !== 'var' &&
        binding.kind !== 'let')
    )
      return null
    const init = unwrap(binding.init)
    return isFunction(init) ? init : null
  }
  const ignore = (expression: Node | null | undefined, because: string): void => {
    const fn = functionOf(expression)
    if (fn && !nodes.has(fn)) nodes.set(fn, because)
  }

  const ignoreAround = (owner: Node | null, because: string): void => {
    for (let fn = owner; fn; fn = around.get(fn) ?? null) if (isFunction(fn)) nodes.set(fn, because)
  }

  for (const { node, owner } of uses) {
    if (isCall(node) || node.type === 'NewExpression') {
      const callee = unwrap(node.callee)
      const method = isMember(callee) ? propertyName(callee) : null
      if (method === 'toString' && node.arguments.length === 0)
        ignore(callee.object, 'its source text is read with .toString()')
      if (callee.type === 'Identifier' && callee.name === 'String' && !bindings.resolve(callee))
        ignore(node.arguments[0], 'its source text is read with String()')
      if (method && SENDS_TEXT.has(method))
        for (const argument of node.arguments as Node[]) {
          ignore(argument, `its source text is sent elsewhere by .${method}()`)
          if (argument.type === 'ObjectExpression')
            for (const property of argument.properties as Node[])
              if (/^func(?:tion)?$/.test(keyName(property.key) ?? ''))
                ignore(
                  isFunction(property) ? property : property.value,
                  `its source text is sent elsewhere by .${method}()`,
                )
        }
      if (callee.type === 'Identifier' && callee.name === 'eval' && !bindings.resolve(callee) && !strict)
        ignoreAround(owner, 'it uses direct eval in sloppy mode')
    }
    if (node.type === 'TemplateLiteral')
      for (const each of node.expressions as Node[])
        ignore(each, 'its source text is read by a template literal')
    if (node.type === 'BinaryExpression') {
      if (isText(node.right)) ignore(node.left, 'its source text is added to a string')
      if (isText(node.left)) ignore(node.right, 'its source text is added to a string')
    }
    if (node.type === 'WithStatement') ignoreAround(owner, 'it uses a with statement')
  }

  for (const { node, because } of findHoisted(inventory, bindings)) nodes.set(node, because)
  const marked = findMarked(program, code, comments)
  for (const target of marked.targets) nodes.set(target, 'a comment says afterword-ignore')
  return { file: marked.file, reasons: spread(nodes) }
}

/** What stands inside something that is ignored is so for the same reason: the outermost one. */
function spread(nodes: ReadonlyMap<Node, string>): Map<Node, string> {
  const reasons = new Map<Node, string>()
  const inside = new Set<Node>()
  for (const [root, because] of nodes) {
    if (inside.has(root)) continue
    walk(root, (node) => {
      if (node !== root && nodes.has(node)) inside.add(node)
      reasons.set(node, because)
    })
  }
  return reasons
}

const isText = (node: Node): boolean => stringValue(unwrap(node)) !== null || node.type === 'TemplateLiteral'
