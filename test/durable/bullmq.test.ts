// The engine on Redis or Valkey: what every engine promises.
import { describe } from 'vitest'
import { bullmq } from '../../runtime/durable/bullmq.ts'
import { lacksService, startRedis } from '../services.ts'
import { behave } from './behaviour.ts'

describe.skipIf(lacksService('Redis', 'durable tasks on Redis'))('bullmq on Redis', () => {
  behave(async () => {
    const redis = await startRedis()
    return {
      engine: () => bullmq({ connection: { url: redis.url } }),
      [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
    }
  })
})
