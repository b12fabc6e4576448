import 'reflect-metadata'
import type { INestApplication } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './app.module.ts'

async function create(): Promise<INestApplication> {
  if (process.env.ADAPTER !== 'fastify') return NestFactory.create(AppModule)
  const { FastifyAdapter } = await import('@nestjs/platform-fastify')
  return NestFactory.create(AppModule, new FastifyAdapter())
}

const app = await create()
await app.listen(Number(process.env.PORT))
