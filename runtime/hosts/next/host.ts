// Next: who is asked for the scope of an entry, and what answers where nobody handed one on.
import * as React from 'react'
import { type After, at as tell } from '../../after.ts'
import { trace } from '../../channel.ts'
import { after as give } from '../../next/server.ts'
import { openHostScope } from '../../open.ts'
import { register } from '../../register.ts'
import type { Scope } from '../../types.ts'
import { FallbackScope } from './fallback.ts'
import { ownRequest } from './request.ts'
import { NextScope } from './scope.ts'
import { drainAtStop } from './stop.ts'
import { currentWork, type Work } from './visit.ts'

/** One for each render: layouts, pages, metadata and components of one request have the same. Next has a React for each of its layers. */
const slotOf = React.cache?.((): { scope?: NextScope } => ({}))

const RENDERED = new Set(['component', 'metadata'])

function open(work: Work, shape: string, Type: typeof NextScope = NextScope): NextScope {
  drainAtStop()
  const name = `${shape} ${work.route}`
  return (openHostScope({ host: 'next', name, kept: true }, Type) as NextScope).enterVisit(work)
}

/** The scope of an entry: the caller's, where compiled code calls it; else one of its own, or of its render. */
export function entry(shape: string): Scope | null {
  // Next starts cached functions for nobody in particular.
  const scope = shape === 'cached' ? null : register.scope
  const work = scope ? undefined : currentWork()
  if (!work) return scope
  const slot = RENDERED.has(shape) ? slotOf?.() : undefined
  if (!slot) return open(work, shape)
  // Components that go on once all is sent are given what Next gives them now.
  if (slot.scope?.state !== 'open') slot.scope = open(work, shape)
  return slot.scope
}

/** Where compiled code was not handed a scope: Next's own context, which is right unless another request's work called. */
function fallBack(): Scope | null {
  const work = currentWork()
  return work ? open(work, 'request', FallbackScope) : null
}

// Once for all copies of this module: it is bundled into each of Next's layers.
if (!register.own) {
  register.own = ownRequest
  register.trace ??= trace
  register.resolvers.push(fallBack)
}

// As in `afterword/compiled`. Here, so that no bundler takes this module for one that is not needed.
export const at: typeof tell = (place, value) => tell(place, value)
export const after: (...args: Parameters<After>) => ReturnType<After> = (...args) => give(...args)
