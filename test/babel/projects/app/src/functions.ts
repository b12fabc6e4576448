import { later, nameOf, note, pause, task } from './journal.ts'

async function declared(id: string): Promise<void> {
  await pause()
  task('declared', id)
}

const expression = async function named(id: string): Promise<number> {
  await pause(2)
  task(`expression ${nameOf(named)}`, id)
  return 1
}

const concise = async (id: string) => task(`concise ${await later('arrow')}`, id)

const curried = (id: string) => async (word: string) => {
  await pause()
  return (suffix: string) => task(`curried ${word}${suffix}`, id)
}

async function defaults(id: string, { word = 'none', deep: [first = 'x'] = [] }: { word?: string; deep?: string[] } = {}, ...rest: string[]) {
  await pause()
  task(`defaults ${word} ${first} ${rest.join('')}`, id)
  return defaults.length
}

async function fails(message: string): Promise<never> {
  await pause()
  throw new Error(message)
}

async function tries(id: string): Promise<string> {
  try {
    await pause()
    throw Object.assign(new Error('thrown'), { detail: { code: 7 } })
  } catch ({ message, detail: { code } }: any) {
    note(`caught ${message} ${code}`, id)
    try {
      await fails('again')
      return 'never'
    } catch {
      task('caught again', id)
      return await later('kept')
    } finally {
      await pause()
      task('inner finally', id)
    }
  } finally {
    task('finally', id)
  }
}

async function switches(id: string, value: number): Promise<string> {
  switch (await later(value)) {
    case await later(1):
      task('case 1', id)
      break
    case 2: {
      await pause()
      task('case 2', id)
      return 'two'
    }
    default:
      note('default', id)
  }
  return 'one'
}

const tag = (strings: TemplateStringsArray, ...values: unknown[]): string => strings.raw.join('|') + values.join(',')

async function operators(this: { id: string }): Promise<void> {
  const maybe: { run?: (id: string) => string } | null = await later({ run: (id: string) => (task('optional', id), id) })
  const none = (await later(null)) as null | { run(): void }
  note(`optional chain ${maybe?.run?.(this.id) === this.id} ${none?.run()}`, this.id)
  note(tag`a${await later(1)}\n${await later(2)}`, this.id)
  let value: number | undefined
  value ??= await later(5)
  value **= await later(2)
  note(`assigned ${value} ${await later(0) || (await later('or'))}`, this.id)
  const spread = [...(await later([1, 2])), await later(3)]
  note(`spread ${Math.max(...spread, await later(1))}`, this.id)
}

function sloppyHoisting(id: string) {
  const result = hoisted()
  async function hoisted() {
    await pause()
    task('hoisted', id)
    return inner()
    function inner() {
      return 'inner'
    }
  }
  return result
}

async function many(id: string): Promise<void> {
  await Promise.all([1, 2, 3].map(async (n) => {
    await pause(n)
    task(`parallel ${n}`, id)
  }))
  const first = await Promise.race([later('slow', 100), later('quick', 1)])
  task(`race ${first}`, id)
}

async function callbacks(id: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const byName = () => {
      task('timer by name', id)
      queueMicrotask(() => {
        note('microtask', id)
        resolve()
      })
    }
    setTimeout(byName, 2)
  })
  const save = (word: string) => task(`saved ${word}`, id)
  await later('then').then(save)
  await later('finally').finally(() => note('in finally()', id))
  await fails('no').catch((error) => task(`refused ${error.message}`, id))
}

export async function functions(id: string): Promise<void> {
  await declared(id)
  note(`result ${await expression(id)}`, id)
  await concise(id)
  ;(await curried(id)('a'))('b')
  note(`length ${await defaults(id)}`, id)
  await defaults(id, { word: 'some', deep: ['y'] }, '1', '2')
  note(`tries ${await tries(id)}`, id)
  note(`switches ${await switches(id, 1)} ${await switches(id, 2)} ${await switches(id, 3)}`, id)
  await operators.call({ id })
  note(await sloppyHoisting(id), id)
  await many(id)
  await callbacks(id)
}
