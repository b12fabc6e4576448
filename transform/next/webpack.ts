/** The loader as a rule of webpack, for `next dev --webpack` and `next build --webpack`. */
import path from 'node:path'
import { HELPERS, isInstalled, OWN_FILE } from '../bundlers/own-names.ts'
import { namesPackages } from '../options.ts'
import type { Resolver, Webpack } from './config.ts'
import { browserOptions, type Loading } from './turbopack.ts'

const SOURCES = /\.[cm]?[jt]sx?$/
const PACKAGES = /[\\/]node_modules[\\/]/
const TEMPLATES = /[\\/]next[\\/]dist[\\/]/

export function webpackRule(
  webpack: Webpack | null | undefined,
  { loader, options, resolved }: Loading,
): Webpack {
  return (config, context) => {
    const exclude = namesPackages(resolved) ? TEMPLATES : PACKAGES
    const given = context.isServer ? options : browserOptions(options)
    // In front of all others: what Next's own loader reads is compiled already.
    config.module.rules.push({ test: SOURCES, exclude, enforce: 'pre', use: [{ loader, options: given }] })
    config.resolve ??= {}
    config.resolve.plugins = [...(config.resolve.plugins ?? []), { apply: resolveOwn }]
    return webpack?.(config, context) ?? config
  }
}

const OWN_FOLDER = path.dirname(OWN_FILE)

/**
 * A package of the workspace has no `afterword` beside it, and is compiled all the same: what it imports by that is looked for from here. As a
 * plugin and not as an alias, for each layer of Next has conditions of its own, which choose among our files.
 */
function resolveOwn(resolver: Resolver): void {
  const target = resolver.ensureHook('resolve')
  resolver.getHook('resolve').tapAsync('afterword', (request, context, done) => {
    const { request: name = '', path: from } = request
    const isOurs =
      from &&
      from !== OWN_FOLDER &&
      (HELPERS.test(name) || (/^afterword(?:\/next\/server)?$/.test(name) && !isInstalled(name, from)))
    if (!isOurs) return done()
    resolver.doResolve(
      target,
      { ...request, path: OWN_FOLDER },
      `the ${name} of withAfterword`,
      context,
      done,
    )
  })
}
