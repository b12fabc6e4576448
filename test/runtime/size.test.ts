// The runtime stays small enough to read in one sitting.

import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'

async function bundle(contents: string) {
  const resolveDir = fileURLToPath(new URL('../../runtime', import.meta.url))
  const result = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'node20',
  })
  const [file] = result.outputFiles
  const inputs = Object.entries(Object.values(result.metafile.outputs)[0]?.inputs ?? {})
  const from = inputs
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => path.split('/').pop())
  return { text: file?.text ?? '', bytes: gzipSync(file?.contents ?? '', { level: 9 }).length, from }
}

describe('the size', () => {
  it('of the core (after, register, scope, drain) is at most 1.5 kB', async () => {
    const { bytes, text, from } = await bundle(`
      import { after } from './index.ts'
      import { again, at, back, enter, frame, leave, register, suspend } from './compiled.ts'
      import { RequestScope } from './scope.ts'
      globalThis.core = [after, at, again, back, enter, frame, register, leave, suspend, RequestScope]
    `)
    expect(from).toEqual(expect.arrayContaining(['after.ts', 'register.ts', 'scope.ts', 'drain.ts']))
    // What was imported is in it, and does what it says.
    for (const name of [
      'afterword.register.v1',
      'AFTERWORD_NO_SCOPE',
      'Promise.resolve',
      'drained',
      'cancel',
    ]) {
      expect(text).toContain(name)
    }
    const url = `data:text/javascript,${encodeURIComponent(text)}#core`
    await import(/* @vite-ignore */ url)
    const core = (globalThis as unknown as { core: unknown[] }).core
    expect(core.map((one) => typeof one)).toEqual([
      ...Array(6).fill('function'),
      'object',
      ...Array(3).fill('function'),
    ])
    expect(bytes).toBeLessThanOrEqual(1536)
  })

  it('of a library that only calls after is less', async () => {
    const { bytes, from } = await bundle(`import { after } from './index.ts'; globalThis.core = [after]`)
    expect(from).not.toEqual(expect.arrayContaining(['cookies.ts']))
    expect(bytes).toBeLessThanOrEqual(800)
  })

  it('of all that a node server loads stays below 14.5 kB', async () => {
    const { bytes } = await bundle(`
      export { after, cookies, headers } from './index-server.ts'
      export { withAfter } from './hosts/node.ts'
      export { again, at, back, call, enter, frame, keep, leave, register, resume, suspend } from './compiled.ts'
    `)
    expect(bytes).toBeLessThanOrEqual(14_848)
  })
})
