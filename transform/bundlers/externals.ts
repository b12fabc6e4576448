/**
 * `externals` of webpack and Rspack may keep every package outside of the bundle. What compiling has added comes into it all the same where
 * the project has no afterword: nobody would find it when the bundle runs.
 */
import { isInstalled, PACKAGES } from './own-names.ts'

/** What compiled code imports that its author has not written. */
const EMITTED = /^afterword\/(?:(?:\w+\/)?compiled|rsc|next\/(?:server|headers))$/

interface Asked {
  context?: string
  request?: string
  contextInfo?: { issuer?: string }
}

type Done = (error?: Error | null, result?: unknown) => void
type Ask = (asked: Asked, done: Done) => unknown
type OldAsk = (context: string | undefined, request: string | undefined, done: Done) => unknown

/**
 * @param externals of the configuration, in any of their forms
 * @param root the folder of the project
 */
export function keepInside(externals: unknown, root: string): unknown {
  if (!externals) return externals
  const isOurs = ({ request = '', contextInfo }: Asked): boolean =>
    EMITTED.test(request) && !PACKAGES.test(contextInfo?.issuer ?? '') && !isInstalled(request, root)
  const wrap = (each: unknown): unknown => {
    if (Array.isArray(each)) return each.map(wrap)
    if (each instanceof RegExp)
      return (asked: Asked, done: Done) => {
        each.lastIndex = 0
        return each.test(asked.request ?? '') && !isOurs(asked) ? done(null, asked.request) : done()
      }
    if (typeof each !== 'function') return each
    return (asked: Asked, done: Done) => {
      if (isOurs(asked)) return done()
      return each.length === 3
        ? (each as OldAsk)(asked.context, asked.request, done)
        : (each as Ask)(asked, done)
    }
  }
  return wrap(externals)
}
