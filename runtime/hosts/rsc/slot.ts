// Where components find their request without AsyncLocalStorage: React keeps one object of `cache` for each render, and knows which
// render it is while it calls a component. A slot belongs to one React, so two copies of this package share that of the same one.
import * as React from 'react'
import { register } from '../../register.ts'
import type { Scope } from '../../types.ts'

interface Slot {
  scope: Scope | null
}

const { cache } = React

/** Of React itself: its hooks, which are there exactly while it calls components. */
interface Internals {
  readonly H: unknown
}

const { __SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE: internals } = React as {
  __SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE?: Internals
}

const symbol: unique symbol = Symbol.for('afterword.rsc.slots.v1')

/** Null while this React renders nothing. */
type Open = () => Slot | null

type Slots = Map<unknown, Open>

const home = globalThis as { [symbol]?: Slots }
const slots: Slots = home[symbol] ?? new Map()
home[symbol] = slots

function open(): Open {
  const made = cache((): Slot => ({ scope: null }))
  // Never behind an `await`: there React asks AsyncLocalStorage, which keeps the wrong request in what another has opened (a connection, a queue).
  const slot = () => (internals?.H ? made() : null)
  slots.set(cache, slot)
  const { rendered } = register
  register.rendered = () => scopeIn(slot) ?? rendered?.() ?? null
  register.resolvers.push(() => scopeIn(slot))
  return slot
}

const slot = slots.get(cache) ?? open()

function scopeIn(slot: Open): Scope | null {
  return slot()?.scope ?? null
}

/** The scope of the render that calls this, if one does. */
export const scopeOfRender = (): Scope | null => scopeIn(slot)

/** Tells the render that runs at this moment which scope it belongs to. Whose React renders is not known: the others have no slot. */
export function tellRender(scope: Scope): void {
  for (const each of slots.values()) {
    const slot = each()
    if (slot) slot.scope = scope
  }
}
