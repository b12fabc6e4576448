// Why Lambda has no `abort`: a function whose client has gone streams on to nobody, and no event says so. ("Streaming functions are
// not interrupted or stopped when the invoking client connection is broken", says Lambda's documentation.)
import { request } from 'node:http'
import { join } from 'node:path'
import { startLambda } from '../lambda/invoker.ts'

const lambda = await startLambda(join(import.meta.dirname, 'functions.mjs'), 'slow')
try {
  await new Promise<void>((resolve, reject) => {
    const sent = request(lambda.url, (response) => {
      response.once('data', () => {
        response.destroy()
        resolve()
      })
    })
    sent.on('error', reject)
    sent.end()
  })
  // Comes when the first is over: an environment has one invocation at a time.
  const told: string[] = JSON.parse(await (await fetch(`${lambda.url}/told`)).text())
  const before = told.slice(0, told.indexOf('all written'))
  if (before.length || !told.includes('finish')) throw new Error(`it was told: ${told}`)
  console.log(`the client went away after one chunk; the function was told: ${told.join(', ')}`)
} finally {
  await lambda.stop()
}
