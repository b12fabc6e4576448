import { EventEmitter } from 'node:events'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { register } from '../../runtime/compiled.ts'
import { withAfter as withFetch } from '../../runtime/hosts/fetch.ts'
import { withAfter as withNode } from '../../runtime/hosts/node.ts'
import {
  AfterwordError,
  after,
  configureAfter,
  cookies,
  drainAfter,
  headers,
  hostInfo,
  openScope,
  type Scope,
} from '../../runtime/index.ts'
import { compiledAfter, compiledWith } from './placed.ts'

/** What a call throws: its code and its text. */
function thrown(call: () => unknown): Error & { code?: string } {
  try {
    call()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

describe('outside any request', () => {
  it('before any host was there, says so', () => {
    expect(register.aid).toBe(null)
    const error = thrown(() => compiledAfter('src/a.ts:3', () => {}))
    expect(error).toBeInstanceOf(AfterwordError)
    expect(error.code).toBe('AFTERWORD_NO_SCOPE')
    expect(error.message).toMatch(/^AFTERWORD_NO_SCOPE: after\(\) found no request/)
    expect(error.message).toContain('afterword/node')
    expect(error.message).toContain('not when a module loads')
    // Without a place it names none.
    for (const [name, call] of Object.entries({
      after: () => after(() => {}),
      headers: () => headers(),
      cookies: () => cookies(),
      'after.cancel': () => after.cancel('x'),
    })) {
      const { message } = thrown(call)
      expect(message).not.toContain('undefined')
      expect(message).toMatch(new RegExp(`^AFTERWORD_NO_SCOPE: ${name}\\(\\) found`))
    }
    // Before any request, what the platform shows by itself.
    expect(hostInfo()).toEqual({ name: 'node', keepsAlive: true, bodyEnd: 'exact' })
  })

  it('an uncompiled call names its place and the missing plugin', () => {
    openScope().close()
    const error = thrown(() => after(() => {}))
    expect(error).toMatchObject({ code: 'AFTERWORD_NO_SCOPE' })
    expect(error.message).toMatch(
      /after\(\) at test\/runtime\/errors\.test\.ts:\d+ .*not compiled.*plugins: \[afterword\(\)\], of afterword\/vite, in vitest\.config\.ts/,
    )
    expect(error.message).toContain('not when a module loads')
  })

  it('a call that is the same in compiled files and others blames neither', async () => {
    openScope().close()
    for (const [name, call] of Object.entries({
      headers: () => headers(),
      cookies: () => cookies(),
      'after.cancel': () => after.cancel('x'),
    })) {
      const error = await new Promise<Error & { code?: string }>((resolve) => {
        setTimeout(() => resolve(thrown(call)), 1)
      })
      expect(error).toMatchObject({ code: 'AFTERWORD_NO_SCOPE' })
      expect(error.message).toMatch(
        new RegExp(
          `${name}\\(\\) at test/runtime/errors\\.test\\.ts:\\d+ found no request .*either .*or .*lost.*a timer called .*not when a module loads`,
        ),
      )
      expect(error.message).not.toContain('and its file was not compiled')
    }
  })

  it('a compiled call names the call that lost the scope, and what to do', async () => {
    const error = await new Promise<Error & { code?: string }>((resolve) => {
      setTimeout(() => resolve(thrown(() => compiledAfter('src/a.ts:3', () => {}))), 1)
    })
    expect(error.code).toBe('AFTERWORD_NO_SCOPE')
    expect(error.message).toMatch(
      /src\/a\.ts:3 found no request to belong to: a timer called \S+ \(test\/runtime\/errors\.test\.ts:\d+\).*not when a module loads.*bind\(fn\).*after\.with/,
    )
  })

  it('blames no code that hands on what it was called with', () => {
    const emitter = new EventEmitter()
    let error: Error | undefined
    emitter.on('event', () => {
      ;[0].forEach(() => {
        error = thrown(() => compiledAfter('src/a.ts:3', () => {}))
      })
    })
    emitter.emit('event')
    expect(error?.message).not.toMatch(/node:|forEach/)
  })

  it('is no matter to after.with', async () => {
    const request = {}
    const scope = openScope({ carriers: [request] })
    const handles = [
      after.with(request, () => {}),
      after.with(scope, () => {}),
      compiledWith('a:1', { req: request }, () => {}),
    ]
    scope.close()
    for (const handle of handles) expect((await handle.done).status).toBe('done')
    for (const none of [{}, undefined, null]) {
      expect(thrown(() => after.with(none as object, () => {}))).toMatchObject({
        code: 'AFTERWORD_UNKNOWN_CARRIER',
      })
      expect(thrown(() => compiledWith('a:1', none as never, () => {})).message).toContain('a:1')
    }
  })
})

describe('bad input', () => {
  let scope: Scope
  beforeAll(() => {
    scope = openScope()
  })

  it.each([
    [42, '42'],
    [undefined, 'undefined'],
    [null, 'null'],
    ['text', '"text"'],
    [{}, 'an object'],
    [[], 'an array'],
    [Symbol('s'), 'Symbol(s)'],
    [Object.create(null), 'an object'],
  ])('after(%o) says what was given', (task, words) => {
    const error = thrown(() => scope.run(() => compiledAfter('src/a.ts:9', task as never)))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ code: 'AFTERWORD_BAD_TASK' })
    expect(error.message).toContain(`src/a.ts:9 was given ${words},`)
  })

  it('after(42) uncompiled names its place', () => {
    expect(thrown(() => scope.run(() => after(42 as never))).message).toMatch(
      /errors\.test\.ts:\d+ was given 42/,
    )
  })

  it.each([
    [{ name: '' }, 'name'],
    [{ name: 1 }, 'name'],
    [{ key: {} }, 'key'],
    [{ on: 'failure' }, 'on'],
    [{ timeout: 0 }, 'timeout'],
    [{ timeout: Number.NaN }, 'timeout'],
    [{ timeout: 2 ** 31 }, 'timeout'],
    [{ timeout: '5' }, 'timeout'],
    [null, 'options'],
    [5, 'options'],
  ])('after(task, %o) is refused', (options, option) => {
    const error = thrown(() => scope.run(() => compiledAfter('a:1', () => {}, options as never)))
    expect(error).toBeInstanceOf(TypeError)
    expect(error).toMatchObject({ code: 'AFTERWORD_BAD_OPTION' })
    expect(error.message).toContain(`a:1: ${option} must be`)
  })

  it('an unknown option is refused, also one that every object has', () => {
    for (const name of ['tiemout', 'toString', 'constructor']) {
      const error = thrown(() => scope.run(() => after(() => {}, { [name]: 1 } as never)))
      expect(error).toMatchObject({ code: 'AFTERWORD_UNKNOWN_OPTION' })
      expect(error.message).toContain('name, key, on, timeout')
    }
  })

  it('undefined is as good as left out', () => {
    scope.after(() => {}, { name: undefined, key: undefined, on: undefined, timeout: undefined })
  })

  it('no task of a refused call is left behind', () => {
    const before = (scope as unknown as { tasks: Set<unknown> }).tasks.size
    thrown(() => scope.after(() => {}, { timeout: -1 }))
    expect((scope as unknown as { tasks: Set<unknown> }).tasks.size).toBe(before)
  })

  it.each([
    [{ carriers: [1] }, 'carriers must be an array of objects, and is an array with 1 in it'],
    [{ carriers: 5 }, 'carriers must be an array of objects, and is 5'],
    [
      { request: {} },
      'request must be an object with headers that are an object, and is an object without them',
    ],
    [
      { request: { headers: 'x' } },
      'request must be an object with headers that are an object, and is an object without them',
    ],
    [{ deadline: new Date(Number.NaN) }, 'deadline must be a valid Date, and is an invalid Date'],
  ])('openScope(%o) says what of it is wrong', (options, words) => {
    expect(thrown(() => openScope(options as never)).message).toContain(words)
  })

  it('withAfter() says nothing of a result that there is not', () => {
    for (const call of [withNode, withFetch] as ((given?: never) => unknown)[]) {
      const error = thrown(() => call())
      expect(error).toMatchObject({ code: 'AFTERWORD_BAD_FUNCTION' })
      expect(error.message).toContain('withAfter() was given undefined, and takes a function. Pass one: ')
    }
  })

  it('an opened scope refuses a wrong outcome, detail or function', () => {
    const scope = openScope()
    for (const outcome of ['nonsense', 5, null]) {
      const error = thrown(() => scope.close(outcome as never))
      expect(error).toMatchObject({ code: 'AFTERWORD_BAD_OPTION' })
      expect(error.message).toMatch(
        /scope\.close\(\) at test\/runtime\/errors\.test\.ts:\d+: outcome must be one of/,
      )
    }
    for (const [detail, code] of [
      [{ status: '200' }, 'AFTERWORD_BAD_OPTION'],
      [{ foo: 1 }, 'AFTERWORD_UNKNOWN_OPTION'],
      [5, 'AFTERWORD_BAD_OPTION'],
    ]) {
      expect(thrown(() => scope.close('sent', detail as never))).toMatchObject({ code })
    }
    expect(scope.state).toBe('open')
    const error = thrown(() => scope.run(42 as never))
    expect(error).toMatchObject({ code: 'AFTERWORD_BAD_FUNCTION' })
    expect(error.message).toContain('scope.run() was given 42')
    scope.close(undefined, { status: undefined, error: 'any' })
    expect(scope.state).toBe('drained')
  })

  it.each([
    { carriers: [1] },
    { carriers: {} },
    { waitUntil: 1 },
    { host: '' },
    { name: 5 },
    { request: {} },
    { setCookies: 'x' },
    { deadline: 5 },
    { deadline: new Date(Number.NaN) },
  ])('openScope(%o) is refused', (options) => {
    const error = thrown(() => openScope(options as never))
    expect(error).toMatchObject({ code: 'AFTERWORD_BAD_OPTION' })
    expect(error.message).toMatch(/openScope\(\) at test\/runtime\/errors\.test\.ts:\d+/)
  })
})

describe('configureAfter', () => {
  afterEach(() => {
    register.config = {}
  })

  it.each([
    ['timeout', [0, -1, Number.NaN, '1', 2 ** 31, null]],
    ['concurrency', [0, 1.5, -1, '2', null]],
    ['maxQueue', [-1, 1.5, '2', null]],
    ['overflow', ['block', 'throw', 1, null]],
    ['onError', ['log', {}, null]],
    ['onTask', ['log', {}, null]],
    ['onNoHost', ['ignore', true, null]],
  ])('refuses a bad %s, and sets nothing then', (name, values) => {
    for (const value of values) {
      const error = thrown(() => configureAfter({ onTask: () => {}, [name]: value } as never))
      expect(error).toBeInstanceOf(TypeError)
      expect(error).toMatchObject({ code: 'AFTERWORD_BAD_OPTION' })
      expect(error.message).toContain(`: ${name} must be`)
      expect(register.config).toEqual({})
    }
  })

  it('stores every good one, and adds to what is there', () => {
    const onError = () => {}
    const onTask = () => {}
    const all = {
      timeout: 5,
      concurrency: Infinity,
      maxQueue: 7,
      overflow: 'drop-old',
      onError,
      onTask,
      onNoHost: 'warn',
    } as const
    configureAfter(all)
    expect(register.config).toEqual(all)
    configureAfter({ timeout: 9 })
    expect(register.config).toEqual({ ...all, timeout: 9 })
  })

  it('refuses what is unknown', () => {
    expect(thrown(() => configureAfter({ onFail: 1 } as never))).toMatchObject({
      code: 'AFTERWORD_UNKNOWN_OPTION',
    })
    expect(thrown(() => configureAfter(null as never))).toMatchObject({ code: 'AFTERWORD_BAD_OPTION' })
  })

  it('drainAfter refuses as a rejection', async () => {
    await expect(drainAfter({ timeout: -1 })).rejects.toMatchObject({ code: 'AFTERWORD_BAD_OPTION' })
  })
})
