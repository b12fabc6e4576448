// The app of app/, compiled by the plugin and bundled into one file for an engine.
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import afterword from '../../transform/bundlers/rolldown.ts'

const folder = join(import.meta.dirname, 'app')

/** @param conditions what the engine's bundlers add for `exports` in package.json */
export async function bundle(entry: string, conditions: string[] = [], format: 'esm' | 'iife' = 'esm') {
  const build = await rolldown({
    input: join(folder, entry),
    cwd: folder,
    platform: 'neutral',
    external: /^node:/,
    resolve: { conditionNames: ['import', ...conditions, 'default'] },
    plugins: [afterword()],
  })
  const { output } = await build.generate({ format })
  await build.close()
  const [chunk] = output
  // It is the compiled app that is bundled, and one runtime.
  if (!/"app\.ts:\d+"/.test(chunk.code) || output.length > 1) throw new Error(`${entry} was not compiled`)
  return chunk
}
