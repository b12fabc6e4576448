// Where components find their request without AsyncLocalStorage: React keeps one object of `cache` for each render, and knows which
// render it is while it calls a component. A slot belongs to one React, so two copies of this package share that of the same one.
import { cache } from 'react'
import { register } from '../../register.ts'
import type { Scope } from '../../types.ts'

interface Slot {
  scope: Scope | null
}

const symbol: unique symbol = Symbol.for('afterword.rsc.slots.v1')

type Slots = Map<unknown, () => Slot>

const home = globalThis as { [symbol]?: Slots }
const slots: Slots = home[symbol] ?? new Map()
home[symbol] = slots

function open(): () => Slot {
  const made = cache((): Slot => ({ scope: null }))
  slots.set(cache, made)
  register.resolvers.push(() => made().scope)
  return made
}

const slot = slots.get(cache) ?? open()

/** The scope of the render that calls this, if one does. */
export const scopeOfRender = (): Scope | null => slot().scope

/** Tells the render that runs at this moment which scope it belongs to. Whose React renders is not known: outside of its renders a slot takes nothing. */
export function tellRender(scope: Scope): void {
  for (const each of slots.values()) each().scope = scope
}
