import { later, note, pause, task } from './journal.ts'

function* counted(id: string, to = 3, ...rest: string[]): Generator<number, string, string> {
  let got = ''
  try {
    for (let n = 1; n <= to; n++) {
      got += yield n
      note(`advanced ${n}`, id)
    }
    return got + rest.join('')
  } finally {
    task(`generator over ${to}`, id)
  }
}

function* delegated(id: string): Generator<number, string, string> {
  const inner = yield* counted(id, 2, 'r', 's')
  task(`yield* ${inner}`, id)
  const plain: undefined = yield* [7, 8] as any
  return `${inner}${plain}`
}

async function* asyncDelegated(id: string): AsyncGenerator<number, string, undefined> {
  await pause()
  yield later(1)
  task('async generator', id)
  const inner = yield* numbers(id)
  task(`async yield* ${inner}`, id)
  return later('end')
}

async function* numbers(id: string): AsyncGenerator<number, string, undefined> {
  try {
    yield 5
    await pause()
    yield 6
    return later('numbers')
  } finally {
    await pause()
    task('async finally', id)
  }
}

// Made in one request, advanced by another: it belongs to the one that made it.
const parked: { id: string; steps: Iterator<number, string, string> }[] = []

export async function generators(id: string): Promise<void> {
  const one = counted(id, 3, 'x')
  one.next('ignored')
  await pause()
  one.next('a')
  await pause()
  one.next('b')
  note(`returned ${one.next('c').value} ${counted.length}`, id)

  const early = counted(id, 9)
  early.next('')
  note(`early ${early.return('out').value}`, id)

  const two = delegated(id)
  let step = two.next('')
  while (!step.done) {
    await pause()
    step = two.next(`${step.value}`)
  }
  note(`delegated ${step.value}`, id)

  const three = asyncDelegated(id)
  let text = ''
  let result = await three.next()
  while (!result.done) {
    text += result.value
    result = await three.next()
  }
  note(`async ${text} ${result.value}`, id)
  for await (const n of asyncDelegated(id)) if (n === 5) break
  task('async generator left', id)

  if (process.env.PARKED === '0') return
  parked.push({ id, steps: counted(id, 1) })
  await pause(4)
  for (const { steps } of parked.splice(0)) {
    steps.next('')
    steps.next('p')
  }
}
