/** The loader as a rule of webpack, for `next dev --webpack` and `next build --webpack`. */
import { namesPackages } from '../options.ts'
import type { Webpack } from './config.ts'
import type { Loading } from './turbopack.ts'

const SOURCES = /\.[cm]?[jt]sx?$/
const PACKAGES = /[\\/]node_modules[\\/]/
const TEMPLATES = /[\\/]next[\\/]dist[\\/]/

export function webpackRule(
  webpack: Webpack | null | undefined,
  { loader, options, resolved }: Loading,
): Webpack {
  return (config, context) => {
    const exclude = namesPackages(resolved) ? TEMPLATES : PACKAGES
    const given = context.isServer ? options : { root: options.root, browser: true }
    // In front of all others: what Next's own loader reads is compiled already.
    config.module.rules.push({ test: SOURCES, exclude, enforce: 'pre', use: [{ loader, options: given }] })
    return webpack?.(config, context) ?? config
  }
}
