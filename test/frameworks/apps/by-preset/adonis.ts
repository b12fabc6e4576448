import { createServer } from 'node:http'
import { Ignitor } from '@adonisjs/core'
import { defineConfig as bodyParser } from '@adonisjs/core/bodyparser'
import { drivers, defineConfig as encryption } from '@adonisjs/core/encryption'
import { defineConfig as http } from '@adonisjs/core/http'
import { withAfter } from 'afterword/node'
import { journal } from './journal.ts'
import { work } from './work.ts'

const key = 'a key that is long enough to be one of an app'

class Words {
  async find() {
    return work('find')
  }
}

const ignitor = new Ignitor(new URL('./', import.meta.url), { importer: (file) => import(file) })
ignitor.tap((app) => {
  app.rcContents({ providers: [() => import('@adonisjs/core/providers/app_provider')] })
  app.useConfig({
    app: { appKey: key, http: http({}) },
    logger: { default: 'app', loggers: { app: { enabled: false } } },
    bodyparser: bodyParser({}),
    encryption: encryption({
      default: 'app',
      list: { app: drivers.aes256gcm({ id: 'app', keys: [key] }) },
    }),
  })
  app.starting(async () => {
    const router = await app.container.make('router')
    const server = await app.container.make('server')
    server.use([() => import('@adonisjs/core/bodyparser_middleware')])
    router.use([() => import('./adonis-guard.ts')])
    router.get('/find', [Words, 'find'])
    router.post('/save', async ({ request }) => `${request.input('word')} ${await work('save')}`)
  })
})
await ignitor
  .httpServer()
  .start((handler) => createServer(withAfter((req, res) => journal(req, res) || handler(req, res))))
