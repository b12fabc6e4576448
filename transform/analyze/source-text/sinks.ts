/**
 * Which expressions are read as text, and which functions are sent elsewhere as text? What is read for people alone, in an error or a log, is
 * not meant: it runs nowhere.
 */
import type { Bindings } from '../bindings.ts'
import { isCall, isMember, keyName, type Node, numberValue, stringValue, unwrap } from '../nodes.ts'
import { memberName, nameOf, sourceOf } from './names.ts'
import { type Sender, senderOf } from './senders.ts'
import type { Values } from './values.ts'

/** How the text of something is used. */
export interface Sink {
  because: string
  /** How sure that is. */
  kind: Sender['kind']
}

export interface Sinks {
  /** The text of what an expression stands for is read; of a list that of what it holds. */
  read(expression: Node | null | undefined, sink: Sink, at: Node): void
  /** Only functions are read: `run(fn)`, not `run(list)`. `deep`: also those in objects and lists. Whether there are any. */
  send(expression: Node | null | undefined, sink: Sink, deep: boolean): boolean
  /** A member of an object is sent. */
  sendMember(expression: Node, name: string, sink: Sink): void
}

interface Context {
  bindings: Bindings
  values: Values
  code: string
}

const text = (because: string): Sink => ({ kind: 'text', because })
const READ = {
  toString: text('its source text is read with .toString()'),
  string: text('its source text is read with String()'),
  template: text('its source text is read by a template literal'),
  added: text('its source text is added to a string'),
  list: text('its source text is read with the list that it is in'),
  database: text('its source text is sent to the database'),
}

/** What makes text of its first argument. */
const GLOBALS = new Set(['String', 'encodeURIComponent', 'encodeURI', 'escape', 'btoa'])
/** Tags that give back text of code. */
const CODE_TAGS =
  /^(?:js|javascript|script|source|code|raw|dedent|outdent|endent|undent|stripIndents?|trimIndent|codeBlock|oneLine)$/

export function findSinks(node: Node, sinks: Sinks, context: Context): void {
  if (isCall(node) || node.type === 'NewExpression') return findInCall(node, sinks, context)
  if (node.type === 'TemplateLiteral')
    for (const each of node.expressions as Node[]) sinks.read(each, READ.template, node)
  else if (node.type === 'TaggedTemplateExpression') findInTagged(node, sinks)
  // A function that is added to anything is added as text; nobody adds one to a number.
  else if (node.type === 'BinaryExpression') {
    if (numberValue(node.left) !== null || numberValue(node.right) !== null) return
    sinks.read(node.left, READ.added, node)
    sinks.read(node.right, READ.added, node)
  } else if (node.type === 'AssignmentExpression') sinks.read(node.right, READ.added, node)
  // `{ $function: { body: fn } }`
  else if (keyName(node.key) === '$where') sinks.send(node.value ?? node, READ.database, false)
  else sinks.send(node.value, READ.database, true)
}

function findInCall(call: Node, sinks: Sinks, context: Context): void {
  const { bindings, values } = context
  const callee = unwrap(call.callee)
  const args = call.arguments as Node[]
  const [first, second] = args
  const isGlobal = (node: Node, name: string): boolean =>
    node.type === 'Identifier' && node.name === name && !bindings.resolve(node)

  if (callee.type === 'Identifier') {
    const { name } = callee
    if (!bindings.resolve(callee)) {
      if (GLOBALS.has(name)) sinks.read(first, READ.string, call)
      if (name === 'Function') for (const each of args) sinks.read(each, READ.string, call)
      if (call.type === 'NewExpression') {
        if (name === 'Blob' || name === 'File')
          for (const each of first ? values.elements(first) : []) sinks.read(each.node, READ.list, call)
        if (name === 'Response') sinks.send(first, text('its source text is the body of a Response'), false)
      }
    }
  }
  const method = isMember(callee) ? memberName(callee) : null
  const object = method !== null ? unwrap(callee.object) : null
  if (object) {
    if ((method === 'toString' || method === 'toLocaleString') && args.length === 0)
      sinks.read(object, READ.toString, call)
    if (method === 'concat' && isText(object, context))
      for (const each of args) sinks.read(each, READ.added, call)
    if (method === 'join' && args.length <= 1)
      for (const each of values.elements(object)) sinks.read(each.node, READ.list, call)
    if (method === 'map' && first && isGlobal(unwrap(first), 'String'))
      for (const each of values.elements(object)) sinks.read(each.node, READ.list, call)
    if ((method === 'call' || method === 'apply') && isToString(object, bindings))
      sinks.read(first, READ.toString, call)
    if (method === 'apply' && isGlobal(object, 'Reflect') && first && isToString(unwrap(first), bindings))
      sinks.read(second, READ.toString, call)
  }
  const name = isMember(callee) || callee.type === 'Identifier' ? nameOf(callee) : null
  if (name === 'mapReduce' || name === 'command' || name === 'runCommand' || name === 'adminCommand')
    findForDatabase(args, name, sinks)
  if (name === 'Code' && isOfDatabase(callee, bindings)) sinks.send(first, READ.database, false)
  const sender = senderOf(call, name, context)
  if (!sender) return
  const sink: Sink = { kind: sender.kind, because: `its source text is sent elsewhere by ${sender.name}()` }
  // What comes behind it is called here: WebDriver's `execute(fn, [], done)`.
  for (const each of args) if (sinks.send(each, sink, sender.deep) && !sender.deep) break
  for (const each of args) for (const key of sender.keys) sinks.sendMember(each, key, sink)
}

/** `` js`(${fn})()` ``: the function itself is handed to any other tag. */
function findInTagged({ tag, quasi }: Node, sinks: Sinks): void {
  const name = nameOf(tag)
  const isCode = name !== null && CODE_TAGS.test(name)
  for (const [index, each] of (quasi.expressions as Node[]).entries()) {
    const before = textOf(quasi.quasis[index])
    const after = textOf(quasi.quasis[index + 1])
    // `(${fn})(…)`, or between `<script>` and its end.
    const isCalled = /\(\s*$/.test(before) && /^\s*\)\s*\(/.test(after)
    const all = (quasi.quasis as Node[])
      .slice(0, index + 1)
      .map(textOf)
      .join('')
    const inScript = all.lastIndexOf('<script') > all.lastIndexOf('</script')
    if (isCode || isCalled || inScript) sinks.read(each, READ.template, quasi)
  }
}

const textOf = (element: Node | undefined): string => element?.value?.raw ?? ''

function findForDatabase(args: Node[], method: string, sinks: Sinks): void {
  for (const each of args) {
    const isCommand =
      each.type === 'ObjectExpression' &&
      (each.properties as Node[]).some((one) => /^map[rR]educe$/.test(keyName(one.key) ?? ''))
    if (method !== 'mapReduce' && !isCommand) continue
    if (method === 'mapReduce') sinks.send(each, READ.database, false)
    for (const key of ['map', 'reduce', 'finalize']) sinks.sendMember(each, key, READ.database)
  }
}

/** bson's `Code`, however it is reached. */
function isOfDatabase(callee: Node, bindings: Bindings): boolean {
  if (isMember(callee)) return /^(?:bson|mongo\w*)$/i.test(nameOf(callee.object) ?? '')
  const binding = bindings.resolve(callee)
  if (!binding) return false
  const source = binding.source ?? sourceOf(binding.init)
  return source !== null && /bson|mongo/.test(source)
}

/** `Function.prototype.toString`, or a name for it; not that of objects, which tells no text. */
function isToString(expression: Node, bindings: Bindings): boolean {
  const node = unwrap(expression)
  if (node.type === 'Identifier') {
    const binding = bindings.resolve(node)
    if (!binding?.init) return false
    const init = unwrap(binding.init)
    if (binding.key !== null) return binding.key === 'toString' && !isObjects(init)
    return isMember(init) && memberName(init) === 'toString' && !isObjects(init.object)
  }
  return isMember(node) && memberName(node) === 'toString' && !isObjects(node.object)
}

function isObjects(expression: Node): boolean {
  const node = unwrap(expression)
  if (node.type === 'ObjectExpression') return true
  if (!isMember(node) || memberName(node) !== 'prototype') return false
  return nameOf(node.object) === 'Object'
}

/** What is text whatever happens, or is declared as such. */
function isText(expression: Node, { bindings }: Context): boolean {
  const node = unwrap(expression)
  if (stringValue(node) !== null || node.type === 'TemplateLiteral') return true
  if (node.type === 'BinaryExpression') return node.operator === '+'
  if (node.type !== 'Identifier') return false
  const init = bindings.resolve(node)?.init
  return init != null && (stringValue(unwrap(init)) !== null || unwrap(init).type === 'TemplateLiteral')
}
