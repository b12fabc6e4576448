/**
 * Which functions does a framework call with a request? By shape, each with the reason that is printed for it (R2). An entry asks the
 * carriers among its own parameters before the register; one that is registered inline has no `outer`.
 */
import { namedCarriers } from './carriers.ts'
import { isComponentName, MAY_RENDER, returnsJsx } from './entries/components.ts'
import { asking, type Entry, type EntryContext, entry } from './entries/entry.ts'
import { findByFile, findExported, through } from './entries/exported.ts'
import { findGiven } from './entries/given.ts'
import type { Func } from './functions.ts'
import { directivesOf } from './nodes.ts'
import { type RouterContext, takesRequest } from './routers.ts'

export function findEntry(func: Func, context: EntryContext): Entry | null {
  const { exported, name } = func

  if (func.directive === 'use server')
    return entry('action', "it is a server action ('use server')", [], true)
  if (func.directive) return entry('cached', `it runs in requests of its own ('${func.directive}')`, [], true)
  if (exported && directivesOf(context.program).includes('use server'))
    return entry('action', `its file says 'use server' and exports it${through(func)}`, [], true)

  const given = findGiven(func, context, routersOf(context))
  if (given && given.shape !== 'registered') return given
  const named = exported ? findExported(func, exported, context) : null
  if (named) return named
  if (context.names.includes(name) || (exported && context.names.includes(exported)))
    return asking('configured', `the option entries names ${name}`, func, context)
  if (/^[A-Z]/.test(name) && returnsJsx(func.node))
    return entry('component', 'it is a component: capitalised, and it returns JSX', [])
  const ofFile = exported === 'default' ? findByFile(func, context) : null
  if (ofFile) return ofFile
  // It may give its children, or redirect and give nothing.
  if (context.host && context.isJsx && (func.parent === null || func.returned) && isComponentName(name))
    return entry('component', MAY_RENDER, [])
  if (given) return given
  return func.returned && func.parent ? findReturned(func, func.parent.name, context) : null
}

const routersOf = (context: EntryContext): RouterContext => ({
  bindings: context.bindings,
  discarded: context.discarded,
  isRequests: (func) => isRequests(func, context),
  isPlugin: (func) => /^(?:route|registered)$/.test(findEntry(func, context)?.shape ?? ''),
})

const NO_REQUEST = /^(?:cached|registered)$/

/** Whether a function, or one around it, is called with a request. */
function isRequests(func: Func, context: EntryContext): boolean {
  const known = context.requests.get(func)
  if (known !== undefined) return known
  // A function that is handed to a router in itself.
  context.requests.set(func, false)
  const found = findEntry(func, context)
  // What a file of routes gives may make a router, if it takes nothing.
  const isGuess = found?.shape === 'event handler' && namedCarriers(func).length === 0
  const is =
    (found !== null &&
      !isGuess &&
      (!NO_REQUEST.test(found.shape) || found.hidden !== undefined || found.carriers.length > 0)) ||
    context.asksRequest(func) ||
    takesRequest(func) ||
    (func.parent !== null && isRequests(func.parent, context))
  context.requests.set(func, is)
  return is
}

/** What a function returns, and another file may export: by its shape alone. */
function findReturned(func: Func, by: string, context: EntryContext): Entry | null {
  const carriers = namedCarriers(func)
  const isNext = context.host === 'next'
  const wraps = context.wrappers.has(func.node)
  const because = (what: string): string => `it is returned by ${by}(), and ${what}`
  if (context.host && context.isJsx && returnsJsx(func.node))
    return entry('component', because('returns JSX'), [])
  const takes = carriers.length > 0 && (wraps || isNext)
  if (!takes && !(isNext && (wraps || (context.isJsx && context.callsApi(func))))) return null
  const what = wraps
    ? 'calls what that was given'
    : takes
      ? 'takes what identifies a request'
      : 'uses the scope'
  return { ...entry('wrapper', because(what), takes ? carriers : []), hostLast: true }
}
