// Nitro 3, which is no devDependency: it names Vite 7, and here is Vite 8. It is installed beside the caches, once.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'

const VERSION = '3.0.260903-beta'
const root = join(import.meta.dirname, '../..')
const folder = join(root, '.cache/nitro')
const cli = join(folder, 'node_modules/nitro/dist/cli/index.mjs')

/** Installs it if it is not there. Tells why it is not, if npm could not. */
export function installNitro(): string | null {
  if (existsSync(cli)) return null
  mkdirSync(folder, { recursive: true })
  const manifest = { private: true, type: 'module', dependencies: { nitro: VERSION } }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  const args = ['install', '--no-audit', '--no-fund', '--prefer-offline']
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 })
  return status === 0 && existsSync(cli) ? null : `npm could not install nitro@${VERSION}: ${stderr}`
}

/** Builds the app in app/nitro, compiled by the plugin that a Nitro project would name; tells the file to run. */
export function buildNitro(): string {
  const config = {
    rootDir: folder,
    serverDir: join(import.meta.dirname, 'app/nitro'),
    preset: 'node-server',
    builder: 'rolldown',
    logLevel: 0,
  }
  const plugin = import.meta.resolve('afterword/rolldown')
  writeFileSync(
    join(folder, 'nitro.config.mjs'),
    `import afterword from ${JSON.stringify(plugin)}
    const config = ${JSON.stringify(config)}
    const plugins = [afterword({ exclude: 'foreign.js' })]
    export default { ...config, rolldownConfig: { plugins } }`,
  )
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'build'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  })
  if (status !== 0) throw new Error(`nitro build failed:\n${stdout}${stderr}`)
  return join(folder, '.output/server/index.mjs')
}

/** Nitro listens on the port that it is told. */
export async function findPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}
