/**
 * Where the names of this package lead that compiled code imports. A file may lie in a package that has no `afterword` beside it (every
 * strict node_modules is full of them), so the helpers come from the copy that compiled it: it fits, and it is there. What else is called
 * `afterword` is what the file's author means by it; if nothing is there, it is ours as well.
 */
import { createRequire } from 'node:module'
import path from 'node:path'
import { ownFile } from '../package.ts'

export const OWN_NAMES = /^afterword(?:\/|$)/
export const HELPERS = /^afterword\/(?:\w+\/)?compiled$/
export const PACKAGES = /[\\/]node_modules[\\/]/

/** A file from which the names of this package mean this copy, to every resolver. */
export const OWN_FILE: string = ownFile('runtime/index')

/** From where a name is to be resolved: the first place that knows it counts. Packages may have been compiled by somebody else. */
export const importersOf = (source: string, importer: string): string[] =>
  HELPERS.test(source) && !PACKAGES.test(importer) ? [OWN_FILE] : [importer, OWN_FILE]

/** Conditions of which one makes `afterword` a server's, also beside `browser`. */
export const SERVERS = /^(?:react-server|workerd|worker|edge-light|netlify|deno|bun|node)$/

/** Whether it is what a browser gets in place of `afterword`. */
export const isStandIn = (file: string): boolean => /[\\/]runtime[\\/]client\.js$/.test(file)

/** Whether Node finds it from a folder: what stays outside of a bundle is looked for when it runs. */
export function isInstalled(source: string, folder: string): boolean {
  try {
    createRequire(path.join(folder, 'package.json')).resolve(source)
    return true
  } catch {
    return false
  }
}

/** The file of a name in this copy, for tools whose resolver cannot be asked from another place. */
export function ownTarget(source: string, conditions: readonly string[] = []): string | null {
  const isServer = conditions.includes('react-server')
  const { [source]: name } = isServer ? { ...TARGETS, ...REACT_SERVER } : TARGETS
  return name === undefined ? null : ownFile(name)
}

const TARGETS: Record<string, string> = {
  afterword: 'runtime/index',
  'afterword/compiled': 'runtime/compiled',
  'afterword/durable/compiled': 'runtime/durable/compiled',
  'afterword/next/headers': 'runtime/next/headers',
  'afterword/next/server': 'runtime/next/server',
  'afterword/rsc': 'runtime/hosts/rsc/plain',
  'afterword/rsc/compiled': 'runtime/hosts/rsc/compiled-plain',
}
const REACT_SERVER: Record<string, string> = {
  'afterword/rsc': 'runtime/hosts/rsc',
  'afterword/rsc/compiled': 'runtime/hosts/rsc/compiled',
}
