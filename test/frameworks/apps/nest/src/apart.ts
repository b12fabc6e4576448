// What is no server that was started: an application that a test makes, and a handler of messages.
import 'reflect-metadata'
import { Controller, Module } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { ClientProxyFactory, MessagePattern, Transport } from '@nestjs/microservices'
import { Test } from '@nestjs/testing'
import { after } from 'afterword'
import { AfterwordModule } from 'afterword/nest'
import { lastValueFrom } from 'rxjs'
import { AppModule } from './app.module.ts'

async function inTest(): Promise<unknown> {
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile()
  const app = module.createNestApplication({ logger: false })
  await app.listen(0)
  const ask = async (id: string) => {
    const { port } = app.getHttpServer().address()
    const answer = await fetch(`http://localhost:${port}/page/${id}`, { headers: { 'x-id': id } })
    return answer.text()
  }
  const answers = await Promise.all(['one', 'two', 'three'].map(ask))
  await app.close()
  return answers
}

@Controller()
class Messages {
  @MessagePattern('give')
  give(): string {
    try {
      after(() => {})
      return 'a scope'
    } catch (error) {
      return `${(error as { code?: string }).code}`
    }
  }
}

@Module({ imports: [AfterwordModule], controllers: [Messages] })
class MessagesModule {}

async function ofMessages(): Promise<unknown> {
  const options = { host: '127.0.0.1', port: Number(process.env.PORT) }
  const service = await NestFactory.createMicroservice(MessagesModule, {
    transport: Transport.TCP,
    options,
    logger: false,
  })
  await service.listen()
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options })
  const answer = await lastValueFrom(client.send('give', {}))
  await client.close()
  await service.close()
  return answer
}

console.log(JSON.stringify({ inTest: await inTest(), ofMessages: await ofMessages() }))
process.exit()
