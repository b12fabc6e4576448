// `afterword/next/server` and `afterword/next/headers`: what compiled code has Next's names from, on every host (R15).
import { describe, expect, it } from 'vitest'
import { at } from '../../runtime/compiled.ts'
import { after } from '../../runtime/index.ts'
import { cookies, headers } from '../../runtime/next/headers.ts'
import { after as afterOfNext, unstable_after } from '../../runtime/next/server.ts'
import { afterTasks, flushAfter, withAfterScope } from '../../runtime/test.ts'
import './setup.ts'

const ran: number[] = []
const tasks = [() => ran.push(1), () => ran.push(2)]

describe('after of next/server', () => {
  it('ignores what follows the task, as Next’s does: an index is no option', async () => {
    const { scope } = await withAfterScope(() => tasks.forEach(afterOfNext as never))
    expect(await flushAfter(scope)).toMatchObject({ done: 2 })
    expect(ran.splice(0)).toEqual([1, 2])
    const given = await withAfterScope(() =>
      [Promise.resolve(1), Promise.resolve(2)].map(afterOfNext as never),
    )
    expect(await flushAfter(given.scope)).toMatchObject({ done: 2 })
  })

  it('has its place, and the other members', async () => {
    const { scope } = await withAfterScope((scope) => {
      afterOfNext(at('src/a.ts:1', () => {}))
      ;(afterOfNext as (...given: unknown[]) => void)(() => {}, at('src/a.ts:2', { name: 'ignored' }))
      afterOfNext.with(
        scope,
        at('src/a.ts:3', () => {}),
      )
      expect(unstable_after).toBe(afterOfNext)
      expect(afterOfNext.cancel('none')).toBe(false)
    })
    expect(afterTasks(scope).map(({ name }) => name)).toEqual(['src/a.ts:1', 'src/a.ts:2', 'src/a.ts:3'])
    await flushAfter(scope)
    expect(() => afterOfNext(() => {})).toThrow(/AFTERWORD_NO_SCOPE: after\(\)/)
  })

  it('headers and cookies are those of the request', async () => {
    const { result } = await withAfterScope({ headers: { 'x-user': 'ada', cookie: 'a=1' } }, async () => {
      const given = cookies().get('a')?.value
      return [(await headers()).get('x-user'), given]
    })
    expect(result).toEqual(['ada', '1'])
  })
})

describe('after of afterword', () => {
  it('says what to write where an index comes for its options', async () => {
    await withAfterScope(() => {
      const call = () => tasks.forEach(after as never)
      expect(call).toThrow(
        /AFTERWORD_BAD_OPTION: after\(\) at .*: options must be an object, \(task\) => after\(task\)/,
      )
      expect(() => tasks.map((task) => after(task))).not.toThrow()
    }).then(({ scope }) => flushAfter(scope))
    ran.splice(0)
  })
})
