// What is timed, as its author writes it. `tracked` marks async functions for the tool that wants that, and is taken out for all others.

import { after, stream, tracked, work } from '#context'

// — five nested async calls and six tasks

const level5 = tracked(async (x: number): Promise<number> => {
  await null
  after(() => work(x))
  return work(x)
})
const level4 = tracked(async (x: number): Promise<number> => {
  const y = await level5(x)
  after(() => work(y))
  return work(y)
})
const level3 = tracked(async (x: number): Promise<number> => {
  const y = await level4(x)
  after(() => work(y))
  return work(y)
})
const level2 = tracked(async (x: number): Promise<number> => {
  const y = await level3(x)
  after(() => work(y))
  return work(y)
})
const level1 = tracked(async (x: number): Promise<number> => {
  const y = await level2(x)
  after(() => work(y))
  return work(y)
})
export const request = tracked(async (x: number): Promise<number> => {
  const y = await level1(x)
  after(() => work(y))
  return work(y)
})

// — a loop with awaits

export const loop = tracked(async (count: number): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++) {
    await null
    sum += work(i)
  }
  return sum
})

// — awaits that are caught

const fail = tracked(async (x: number): Promise<number> => {
  await null
  if (x % 2) throw odd
  return work(x)
})
const odd = new Error('odd')
export const caught = tracked(async (count: number): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++) {
    try {
      sum += await fail(i)
    } catch {
      sum += work(i)
    }
  }
  return sum
})

// — methods

class Service {
  total = 0
  async find(x: number): Promise<number> {
    const row = await this.read(x)
    this.total += work(row)
    return row
  }
  async read(x: number): Promise<number> {
    await null
    return work(x)
  }
}
const service = new Service()
export const methods = tracked(async (count: number): Promise<number> => {
  // In braces: unctx makes something else of it without.
  for (let i = 0; i < count; i++) {
    await service.find(i)
  }
  return work(service.total)
})

// — closures

export function map(xs: number[]): number {
  return xs.map((x) => work(x)).length
}

export function tight(count: number): number {
  const closure = (x: number): number => work(x)
  let sum = 0
  for (let i = 0; i < count; i++) sum += closure(i)
  return sum
}

// — generators

function* numbers(count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield work(i)
}
export function generator(count: number): number {
  let sum = 0
  for (const x of numbers(count)) sum += work(x)
  return sum
}

async function* slowNumbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    await null
    yield work(i)
  }
}
export const asyncGenerator = tracked(async (count: number): Promise<number> => {
  let sum = 0
  for await (const x of slowNumbers(count)) sum += work(x)
  return sum
})

export const forAwait = tracked(async (count: number): Promise<number> => {
  let sum = 0
  for await (const x of stream(count)) sum += work(x)
  return sum
})

// — promise chains

export const chain = tracked(async (count: number): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++)
    sum += await Promise.resolve(i)
      .then((x) => work(x))
      .then((x) => work(x))
  return sum
})
