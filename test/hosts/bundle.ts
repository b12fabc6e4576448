// An entry of the app, compiled and bundled as its host's users would: by the plugin for Rolldown.
import { join } from 'node:path'
import afterword from 'afterword/rolldown'
import { rolldown } from 'rolldown'

const root = join(import.meta.dirname, '../..')

/** Node and Bun find packages by themselves; what runs elsewhere has all of them inside, picked by that platform's condition. */
const inside: Record<string, string[]> = {
  deno: ['deno', 'import', 'default'],
  workerd: ['workerd', 'worker', 'import', 'default'],
}

/** Writes .cache/hosts/<name>.mjs and tells its path. */
export async function bundle(name: string, entry: string, runtime: string): Promise<string> {
  const conditionNames = inside[runtime]
  const build = await rolldown({
    cwd: root,
    input: join(import.meta.dirname, 'app/entries', `${entry}.ts`),
    platform: runtime === 'workerd' ? 'neutral' : 'node',
    ...(conditionNames && { resolve: { conditionNames, mainFields: ['module', 'main'] } }),
    external: conditionNames ? [/^node:/] : [/^[^./]/],
    plugins: [afterword({ exclude: 'foreign.js' })],
    logLevel: 'silent',
  })
  const file = join(root, '.cache/hosts', `${name}.mjs`)
  await build.write({ file, format: 'esm', codeSplitting: false })
  await build.close()
  return file
}
