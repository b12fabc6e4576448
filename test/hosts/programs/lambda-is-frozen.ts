// Why Lambda has no `late`: once the handler is over, nothing of the function runs until the next invocation.
//
// The first invocation sets a timer of 50 ms and is over at once. Half a second later the second one is told when the timer
// fired: after it began itself. So code that would call `after` when the scope is drained does not run either.
import { join } from 'node:path'
import { startLambda } from '../lambda/invoker.ts'

const lambda = await startLambda(join(import.meta.dirname, 'functions.mjs'), 'timer')
try {
  await (await fetch(lambda.url)).text()
  await new Promise((resolve) => setTimeout(resolve, 500))
  if (!lambda.isFrozen()) throw new Error('it was not frozen')
  const begun = Date.now()
  const { firedAt, setAt } = JSON.parse(await (await fetch(lambda.url)).text())
  if (firedAt !== undefined && firedAt < begun) throw new Error('the timer fired between the invocations')
  console.log(`a timer of 50 ms had not fired ${begun - setAt} ms after it was set`)
} finally {
  await lambda.stop()
}
