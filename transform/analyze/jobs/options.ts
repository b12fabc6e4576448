/** What the options of an `after` say that bears on its job: where they are written in place, or are a constant's. */
import type { Bindings } from '../bindings.ts'
import { keyName, type Node, stringValue, unwrap } from '../nodes.ts'

export interface DurableOptions {
  /** The value of `durable`. */
  durable: Node
  /** The value of `name`; null where there is none. */
  name: Node | null
  /** Something is spread behind it, which may hold another. */
  isUnsure: boolean
}

/** Null where nothing says that the task is durable. */
export function findDurable(options: Node | undefined, bindings: Bindings): DurableOptions | null {
  const literal = options && literalOf(options, bindings)
  if (!literal) return null
  let durable: Node | null = null
  let name: Node | null = null
  let isUnsure = false
  for (const each of literal.properties as Node[]) {
    const key = each.key && !each.computed ? keyName(each.key) : null
    if (key === 'durable') durable = heldBy(each)
    else if (key === 'name') {
      name = heldBy(each)
      isUnsure = false
    } else if (!each.key) isUnsure = true
  }
  return durable && !isOff(durable, bindings) ? { durable, name, isUnsure } : null
}

function literalOf(options: Node, bindings: Bindings): Node | null {
  let node = unwrap(options)
  const binding = node.type === 'Identifier' ? bindings.resolve(node) : null
  if (binding?.kind === 'const' && binding.key === null && binding.init) node = unwrap(binding.init)
  return node.type === 'ObjectExpression' ? node : null
}

/** Of a property; a method is its own value. */
const heldBy = (property: Node): Node =>
  property.value && !property.method && !/^[gs]et$/.test(property.kind) ? unwrap(property.value) : property

/** `false`, `undefined`, `null`: what is said so is no job. */
function isOff(value: Node, bindings: Bindings): boolean {
  if (value.type === 'Identifier') return value.name === 'undefined' && !bindings.resolve(value)
  return (
    value.type === 'NullLiteral' ||
    (/Literal$/.test(value.type) && (value.value === false || value.raw === 'null'))
  )
}

/** The text of `name`, if it can be the name of a job: it is the key under which payloads find their code. */
export function nameOf({ name, isUnsure }: DurableOptions): string | null {
  const text = stringValue(name)
  return text !== null && !isUnsure && /^[\w./-]+$/.test(text) ? text : null
}

/** `durable: { tx, upgrade }`: the value of one of these. */
export function optionOf({ durable }: DurableOptions, name: string): Node | null {
  if (durable.type !== 'ObjectExpression') return null
  const found = (durable.properties as Node[]).findLast(
    (each) => each.key && !each.computed && keyName(each.key) === name,
  )
  return found ? heldBy(found) : null
}
