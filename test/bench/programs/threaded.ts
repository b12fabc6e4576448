// The same by hand: the scope is an explicit parameter of every function, and passed at every call.

import { after, type Scope, stream, work } from '#context'

// — five nested async calls and six tasks

const level5 = async (s: Scope, x: number): Promise<number> => {
  await null
  after(s, () => work(s, x))
  return work(s, x)
}
const level4 = async (s: Scope, x: number): Promise<number> => {
  const y = await level5(s, x)
  after(s, () => work(s, y))
  return work(s, y)
}
const level3 = async (s: Scope, x: number): Promise<number> => {
  const y = await level4(s, x)
  after(s, () => work(s, y))
  return work(s, y)
}
const level2 = async (s: Scope, x: number): Promise<number> => {
  const y = await level3(s, x)
  after(s, () => work(s, y))
  return work(s, y)
}
const level1 = async (s: Scope, x: number): Promise<number> => {
  const y = await level2(s, x)
  after(s, () => work(s, y))
  return work(s, y)
}
export const request = async (s: Scope, x: number): Promise<number> => {
  const y = await level1(s, x)
  after(s, () => work(s, y))
  return work(s, y)
}

// — a loop with awaits

export const loop = async (s: Scope, count: number): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++) {
    await null
    sum += work(s, i)
  }
  return sum
}

// — awaits that are caught

const fail = async (s: Scope, x: number): Promise<number> => {
  await null
  if (x % 2) throw odd
  return work(s, x)
}
const odd = new Error('odd')
export const caught = async (s: Scope, count: number): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++) {
    try {
      sum += await fail(s, i)
    } catch {
      sum += work(s, i)
    }
  }
  return sum
}

// — methods

class Service {
  total = 0
  async find(s: Scope, x: number): Promise<number> {
    const row = await this.read(s, x)
    this.total += work(s, row)
    return row
  }
  async read(s: Scope, x: number): Promise<number> {
    await null
    return work(s, x)
  }
}
const service = new Service()
export const methods = async (s: Scope, count: number): Promise<number> => {
  // In braces: unctx makes something else of it without.
  for (let i = 0; i < count; i++) {
    await service.find(s, i)
  }
  return work(s, service.total)
}

// — closures

export function map(s: Scope, xs: number[]): number {
  return xs.map((x) => work(s, x)).length
}

export function tight(s: Scope, count: number): number {
  const closure = (x: number): number => work(s, x)
  let sum = 0
  for (let i = 0; i < count; i++) sum += closure(i)
  return sum
}

// — generators

function* numbers(s: Scope, count: number): Generator<number> {
  for (let i = 0; i < count; i++) yield work(s, i)
}
export function generator(s: Scope, count: number): number {
  let sum = 0
  for (const x of numbers(s, count)) sum += work(s, x)
  return sum
}

async function* slowNumbers(s: Scope, count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) {
    await null
    yield work(s, i)
  }
}
export const asyncGenerator = async (s: Scope, count: number): Promise<number> => {
  let sum = 0
  for await (const x of slowNumbers(s, count)) sum += work(s, x)
  return sum
}

export const forAwait = async (s: Scope, count: number): Promise<number> => {
  let sum = 0
  for await (const x of stream(s, count)) sum += work(s, x)
  return sum
}

// — promise chains

export const chain = async (s: Scope, count: number): Promise<number> => {
  let sum = 0
  for (let i = 0; i < count; i++)
    sum += await Promise.resolve(i)
      .then((x) => work(s, x))
      .then((x) => work(s, x))
  return sum
}
