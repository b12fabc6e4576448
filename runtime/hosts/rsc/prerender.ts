import { coded } from '../../error.ts'
import { badFunction } from '../../messages.generated.ts'
import { openHostScope } from '../../open.ts'
import { show } from '../../options.ts'

/**
 * Runs `write`, which renders a page ahead of any request and writes it, in a scope of its own. Its tasks run once the page is written,
 * with the outcome `prerendered`; if `write` throws or rejects, with `errored`. At each revalidation it is called again.
 *
 * ```ts
 * await withPrerender('/about', async () => writeFile(file, await toText(await prerender(<About />))))
 * ```
 *
 * @param name what stands in messages and `TaskInfo.request`
 * @returns what `write` gives, once its tasks are over: a host that stops after the response is asked to wait for this promise
 * @throws TypeError `AFTERWORD_BAD_FUNCTION`; rejects with what `write` throws, once its tasks are over
 */
export async function withPrerender<Result>(
  name: string,
  write: () => Result | PromiseLike<Result>,
): Promise<Result> {
  if (typeof write !== 'function') throw coded(TypeError, badFunction('withPrerender', show(write)))
  const scope = openHostScope({ host: 'rsc', name })
  try {
    const result = await scope.run(write)
    scope.close('prerendered')
    return result
  } catch (error) {
    scope.close('errored', { error })
    throw error
  } finally {
    await scope.drained
  }
}
