/**
 * Which functions must arrive as they are written? Those whose source text is used (it runs in another process, where no helper of ours
 * exists), those with direct `eval` or `with` in sloppy mode, and those that `afterword-ignore` names (R14).
 */
import type { Bindings } from './bindings.ts'
import {
  isCall,
  isDirective,
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
  /** Functions and statements, with the reason. */
  nodes: Map<Node, string>
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

const MARKER = /^[\s*]*afterword-ignore\b/

export function findIgnored(
  program: Node,
  code: string,
  comments: readonly Comment[],
  bindings: Bindings,
): Ignored {
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

  const functions: Node[] = []
  walk(program, (node, parent) => {
    while (functions.length > 0 && (functions.at(-1) as Node).end <= node.start) functions.pop()
    if (isFunction(node)) functions.push(node)
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
        for (const fn of functions) nodes.set(fn, 'it uses direct eval in sloppy mode')
    }
    // A tagged template is handed the function itself, not its text.
    if (node.type === 'TemplateLiteral' && parent?.type !== 'TaggedTemplateExpression')
      for (const each of node.expressions as Node[])
        ignore(each, 'its source text is read by a template literal')
    if (node.type === 'BinaryExpression' && node.operator === '+') {
      if (isText(node.right)) ignore(node.left, 'its source text is added to a string')
      if (isText(node.left)) ignore(node.right, 'its source text is added to a string')
    }
    if (node.type === 'WithStatement') for (const fn of functions) nodes.set(fn, 'it uses a with statement')
  })

  let file = false
  for (const comment of comments) {
    if (!MARKER.test(comment.value)) continue
    if (isFileComment(code, comment)) file = true
    else {
      const target = nodeAfter(program, comment.end)
      // A comment behind something is about that, not about what comes next in the file.
      const between = target
        ? code.slice(comment.end, target.start).replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '')
        : ''
      const behind = code.slice(code.lastIndexOf('\n', comment.start) + 1, comment.start).trim() !== ''
      const trails = behind && between.includes('\n')
      if (target && !trails && !/[)}\];,]/.test(between)) nodes.set(target, 'a comment says afterword-ignore')
    }
  }
  return { file, nodes }
}

const isText = (node: Node): boolean => stringValue(unwrap(node)) !== null || node.type === 'TemplateLiteral'

/** At the top of the file, with an empty line, an import or a directive after it. */
function isFileComment(code: string, comment: Comment): boolean {
  if (!/^(?:#![^\n]*\n)?(?:\s|\/\/[^\n]*\n|\/\*[\s\S]*?\*\/)*$/.test(code.slice(0, comment.start)))
    return false
  return /^(?:\*\/)?[ \t]*\r?\n(?:[ \t]*\r?\n|\s*(?:import\b|['"]use ))/.test(code.slice(comment.end))
}

/** The outermost statement, class member or function that begins first after `offset`. */
function nodeAfter(program: Node, offset: number): Node | null {
  const candidates: Node[] = []
  walk(program, (node) => {
    if (node.end <= offset) return false
    const counts =
      isFunction(node) ||
      /Statement$|Declaration$|^ClassProperty$|^PropertyDefinition$|^MethodDefinition$|^ObjectProperty$|^Property$/.test(
        node.type,
      )
    if (counts && !isDirective(node) && node.start >= offset) candidates.push(node)
    return undefined
  })
  return candidates.reduce<Node | null>(
    (best, node) => (best && best.start <= node.start ? best : node),
    null,
  )
}
