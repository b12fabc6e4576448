import { later, note, pause, task } from './journal.ts'

const rows = async function* (id: string) {
  for (const n of [1, 2, 3]) {
    await pause()
    note(`row ${n}`, id)
    yield n === 2 ? {} : { n }
  }
}

async function forAwait(id: string): Promise<number> {
  let sum = 0
  for await (const { n = 10 } of rows(id)) {
    await pause()
    sum += n
    task(`for await ${n}`, id)
  }
  for await (const n of [later(1), 2, later(3)]) sum += n
  task(`sum ${sum}`, id)
  return sum
}

async function leaves(id: string): Promise<string> {
  outer: for await (const { n } of rows(id)) {
    for (const m of [1, 2]) {
      await pause()
      if (m === 2) continue outer
      note(`inner ${n} ${m}`, id)
    }
  }
  outer: while (true) {
    do {
      await pause()
      note('once', id)
      if (await later(true)) break outer
    } while (await later(true))
  }
  for (let i = await later(0); i < (await later(2)); i += await later(1)) {
    setTimeout(() => note(`closure over ${i}`, id), 1)
    await pause(3)
    if (i === 1) task('for', id)
  }
  for (const key in await later({ a: 1, b: 2 })) task(`for in ${key}`, id)
  try {
    for await (const row of rows(id)) throw new Error(`left at ${row.n}`)
  } catch (error: any) {
    task(error.message, id)
  }
  for await (const row of rows(id)) {
    if (row.n) return (task('returned', id), 'left')
  }
  return 'never'
}

async function closesIterators(id: string): Promise<void> {
  const iterable = {
    *[Symbol.iterator]() {
      try {
        yield 1
        yield 2
      } finally {
        task('iterator closed', id)
      }
    },
  }
  for (const n of iterable) {
    await pause()
    note(`of ${n}`, id)
    if (n === 1) break
  }
  const [first] = iterable
  note(`destructured ${first}`, id)
}

// Outside any function: whoever disposes of these must bring the scope along.
class Resource {
  constructor(
    readonly name: string,
    readonly id: string,
  ) {}
  [Symbol.dispose]() {
    task(`disposed ${this.name}`, this.id)
  }
}

class AsyncResource extends Resource {
  async [Symbol.asyncDispose]() {
    await pause()
    task(`async disposed ${this.name}`, this.id)
  }
}

const resource = (name: string, id: string) => new Resource(name, id)
const asyncResource = (name: string, id: string) => new AsyncResource(name, id)

async function disposes(id: string): Promise<string> {
  {
    using a = resource('a', id)
    await pause()
    using b = resource('b', id)
    note(`using ${a.name}${b.name}`, id)
  }
  await pause()
  {
    await using c = asyncResource('c', id)
    await using d = resource('d', id)
    note(`await using ${c.name}${d.name}`, id)
  }
  task('after await using', id)
  for (using each of [resource('e', id), resource('f', id)]) {
    await pause()
    note(`for using ${each.name}`, id)
  }
  try {
    await using g = asyncResource('g', id)
    throw new Error(`in ${g.name}`)
  } catch (error: any) {
    task(`thrown ${error.message}`, id)
  }
  // Between the await that throws and the catch, nobody but the resource itself can tell whose it is.
  try {
    using h = resource('h', id)
    await using i = asyncResource('i', id)
    note(`holding ${h.name}${i.name}`, id)
    await Promise.reject(new Error('refused'))
  } catch (error: any) {
    task(`caught ${error.message}`, id)
  }
  return 'disposed'
}

export async function loops(id: string): Promise<void> {
  note(`forAwait ${await forAwait(id)}`, id)
  note(await leaves(id), id)
  await closesIterators(id)
  note(await disposes(id), id)
}
