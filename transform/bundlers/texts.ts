/**
 * Plugins of Rollup and Vite that make a module of a text (rollup-plugin-string and its kind) do so where sources are transformed, behind us. Each of
 * them is asked first: what it would hand on as a text is left to it as its author wrote it.
 */

type Transform = (this: unknown, code: string, id: string) => unknown

/** A plugin whose transform writes a module around a string. */
export interface TextMaker {
  transform: Transform
}

interface Candidate {
  name?: string
  transform?: Transform | { handler?: Transform }
}

/** As such a transform reads. */
const MAKES_TEXT = /export\s+default[\s\S]*stringify|stringify[\s\S]*export\s+default/

/** @param plugins of the build, as the bundler has them */
export function findTextMakers(plugins: unknown): TextMaker[] {
  if (!Array.isArray(plugins)) return []
  return plugins.flat(9).flatMap((plugin: Candidate | null) => {
    // What Vite and Rollup bring along is for files that are none of ours.
    if (/^(?:vite:|commonjs$|json$)/.test(plugin?.name ?? '')) return []
    const hook = plugin?.transform
    const transform = typeof hook === 'object' ? hook.handler : hook
    return typeof transform === 'function' && MAKES_TEXT.test(String(transform)) ? [{ transform }] : []
  })
}

/** @param context of the transform hook */
export async function isText(
  makers: readonly TextMaker[],
  context: unknown,
  code: string,
  id: string,
): Promise<boolean> {
  for (const { transform } of makers) {
    const text = await ask(transform, context, code, id)
    if (text?.includes(JSON.stringify(code))) return true
  }
  return false
}

/** It may be for other files, and say so by an error. */
async function ask(transform: Transform, context: unknown, code: string, id: string): Promise<string | null> {
  try {
    const made = (await transform.call(context, code, id)) as { code?: string } | string | null | undefined
    return (typeof made === 'string' ? made : made?.code) ?? null
  } catch {
    return null
  }
}
