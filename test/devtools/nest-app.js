// node nest-app.js express|fastify: an application of Nest with the page, which asks itself.
import 'reflect-metadata'
import { setTimeout as sleep } from 'node:timers/promises'
import { Controller, Get, Module, Req } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter } from '@nestjs/platform-fastify'
import { after } from 'afterword'
import { devtools } from 'afterword/devtools'
import { AfterwordModule } from 'afterword/nest'

class Orders {
  order(request) {
    after.with(request.raw ?? request, () => {}, { name: 'mail' })
    return 'ordered'
  }
}
// What decorators do: this file is run as it is.
Req()(Orders.prototype, 'order', 0)
Get('order')(Orders.prototype, 'order', Object.getOwnPropertyDescriptor(Orders.prototype, 'order'))
Controller()(Orders)

class AppModule {}
Module({ imports: [AfterwordModule], controllers: [Orders] })(AppModule)

const isExpress = process.argv[2] === 'express'
const app = await NestFactory.create(AppModule, ...(isExpress ? [] : [new FastifyAdapter()]), {
  logger: false,
})
if (isExpress) app.use(devtools())
else await app.register(devtools())
await app.listen(0, '127.0.0.1')
const url = await app.getUrl()
await (await fetch(`${url}/order`)).text()
let requests = []
for (let n = 0; n < 200 && !requests[0]?.isOver; n++) {
  await sleep(10)
  ;({ requests } = await (await fetch(`${url}/_after/data`)).json())
}
const page = await (await fetch(`${url}/_after`)).text()
console.log(JSON.stringify({ requests, page }))
await app.close()
