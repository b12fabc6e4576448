// The two versions of @swc/core, and the plugin that `npm run build:swc` built for each.
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Options, Output } from '@swc/core'

const root = path.join(import.meta.dirname, '../..')
const require = createRequire(import.meta.url)

export interface Host {
  /** `swc 1.16` */
  name: string
  /** As `--engine` calls it. */
  engine: 'swc' | 'swc-1.15'
  version: string
  /** The built plugin; where it is missing, nothing that needs it can run. */
  file: string
  isBuilt: boolean
  transform(code: string, options: Options): Output
}

function host(engine: Host['engine'], core: string): Host {
  const { version } = require(`${core}/package.json`) as { version: string }
  const file = path.join(root, `${engine}.wasm`)
  return {
    name: `swc ${version.split('.').slice(0, 2).join('.')}`,
    engine,
    version,
    file,
    isBuilt: existsSync(file),
    // Loaded when it is used: each brings a compiler with it.
    transform: (code, options) =>
      (require(core) as { transformSync: Host['transform'] }).transformSync(code, {
        configFile: false,
        swcrc: false,
        cwd: root,
        ...options,
      }),
  }
}

export const hosts: readonly Host[] = [host('swc', '@swc/core'), host('swc-1.15', 'swc-1.15')]
