/** Which entries say by their export, or by the name of their file, what calls them (R2)? */
import { isCarrier, namedCarriers } from '../carriers.ts'
import type { Func } from '../functions.ts'
import { type Node, unwrap } from '../nodes.ts'
import { asking, describe, type Entry, type EntryContext, entry } from './entry.ts'

const HTTP_METHODS = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
const METADATA = new Set([
  'generateMetadata',
  'generateViewport',
  'generateStaticParams',
  'generateImageMetadata',
  'sitemap',
  'robots',
  'manifest',
])
const LOADERS = new Set([
  'loader',
  'action',
  'clientAction',
  'load',
  'getServerSideProps',
  'handle',
  'onRequest',
])
/** Files whose default export a file router renders, whatever it returns. */
const RENDERED =
  /^(?:page|layout|template|default|loading|not-found|error|global-error|forbidden|unauthorized)$/

/** Folders whose files Nitro, Nuxt and the like call with a request each: `routes/orders.ts`, `server/api/orders.get.ts`. */
const ROUTED = new Set(['routes', 'api', 'middleware'])
const ROUTED_NAME = /\.(?:get|post|put|patch|delete|head|options|connect|trace)$/

export const isRoutedFile = (folders: readonly string[], basename: string): boolean =>
  folders.some((each) => ROUTED.has(each)) || ROUTED_NAME.test(basename)

/** By the name of its export. */
export function findExported(func: Func, exported: string, context: EntryContext): Entry | null {
  const asked = (shape: string, because: string): Entry =>
    asking(shape, `it is ${because}${through(func)}`, func, context)
  if (HTTP_METHODS.has(exported)) return asked('route handler', `exported as ${exported}`)
  if (exported === 'default.fetch')
    return asking('fetch handler', 'it is the fetch() of the default export', func, context)
  const role = exported === 'default' ? context.basename : exported
  if (/^(?:middleware|proxy)$/.test(role)) return asked('middleware', `exported as the ${role} of the app`)
  // As Nitro's files take it, and h3's. What is no request's event is no carrier, and then the register is asked as ever.
  if (exported === 'default' && func.node.params[0]?.name === 'event')
    return entry(
      'event handler',
      `it is the default export${through(func)}, and takes an event`,
      namedCarriers(func),
    )
  if (METADATA.has(exported)) return entry('metadata', `it is exported as ${exported}${through(func)}`, [])
  if (LOADERS.has(exported) || exported.startsWith('actions.'))
    return asked('loader', `exported as ${exported}`)
  return null
}

/** The default export of a file that a file router renders, or calls with a request. */
export function findByFile(func: Func, context: EntryContext): Entry | null {
  const { basename, isJsx, isRouted } = context
  if (RENDERED.test(basename) && (isJsx || !isRouted))
    return entry('component', `it is the ${basename} of a route${through(func)}`, [])
  if (!isRouted || !mayTakeEvent(func)) return null
  const reason = `it is the default export${through(func)} of a file of routes`
  return asking('event handler', reason, func, context)
}

/** `(app) => …` in a folder of routes registers them. */
const mayTakeEvent = ({ node }: Func): boolean => {
  const [first] = node.params as Node[]
  return first?.type !== 'Identifier' || isCarrier(first.name) || /^(?:_|e$|evt?$)/.test(first.name)
}

/** By way of which call an export is made. */
export const through = ({ exportedThrough: call }: Func): string =>
  call ? ` through ${describe(unwrap(call.callee))}()` : ''
