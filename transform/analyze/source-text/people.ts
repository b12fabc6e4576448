/** Is a text made for people alone: the message of an error, a line of a log? Nobody runs that, so what it shows of a function may be ours. */
import { isMember, keyName, type Node, unwrap } from '../nodes.ts'
import { nameOf } from './names.ts'

const LEVELS = /^(?:log|info|warn|error|debug|trace|fatal|verbose|notice|silly)$/
const LOGGERS = /^(?:console|log|logger|logging|debug)$|Log(?:ger)?$/
const SAYS = /^(?:assert|invariant|warn|warning|debug|fail|panic|log)$/
const MESSAGES = /(?:message|msg)$|^(?:reason|label|description|title|detail|hint)$/i

/** @param at what makes the text: a template, a sum, a call that gives it */
export function isForPeople(at: Node, parents: ReadonlyMap<Node, Node>): boolean {
  // `(${fn})()` is code wherever it goes.
  let isCode = false
  for (let node = at, parent = parents.get(node); parent; node = parent, parent = parents.get(node)) {
    isCode ||= node.type === 'TemplateLiteral' && CALLED.test(textOf(node))
    switch (parent.type) {
      case 'ThrowStatement':
        return true
      case 'VariableDeclarator':
        return !isCode && parent.id.type === 'Identifier' && MESSAGES.test(parent.id.name)
      case 'Property':
      case 'ObjectProperty':
        if (!isCode && MESSAGES.test(keyName(parent.key) ?? '')) return true
        continue
      case 'NewExpression':
        return /(?:Error|Exception)$/.test(nameOf(parent.callee) ?? '')
      case 'CallExpression':
      case 'OptionalCallExpression': {
        // `fn.toString().slice(0, 80)`
        if (unwrap(parent.callee) === node || parent.callee === node) continue
        const callee = unwrap(parent.callee)
        const name = nameOf(callee) ?? ''
        if (/(?:Error|Exception)$/.test(name)) return true
        if (name === 'String') continue
        const says = isMember(callee)
          ? LEVELS.test(name) && LOGGERS.test(nameOf(callee.object) ?? '')
          : SAYS.test(name)
        return says && !isCode
      }
      default:
        if (!PASSES.test(parent.type)) return false
    }
  }
  return false
}

/** What hands a text on as it is, or as a part of another. */
const PASSES =
  /^(?:TemplateLiteral|BinaryExpression|ConditionalExpression|LogicalExpression|(?:Optional)?MemberExpression|ChainExpression|ParenthesizedExpression|ArrayExpression|ObjectExpression|TS(?:As|Satisfies|NonNull)Expression|TSTypeAssertion)$/
const CALLED = /\(\0\)\s*\(/

const textOf = (template: Node): string =>
  (template.quasis as Node[]).map((each) => each.value?.raw ?? '').join('\0')
