import { Readable } from 'node:stream'
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  NotFoundException,
  Param,
  Post,
  Put,
  Query,
  Redirect,
  Sse,
  StreamableFile,
  UseFilters,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common'
import { concatMap, from } from 'rxjs'
import { Filter, Guard, Interceptor, Refused, Second, SecondGuard, Waiting, Word } from './enhancers.ts'
import { answer, held, pause } from './lib/journal.ts'
import { lastly, late, work } from './lib/work.ts'
import { Quotes } from './quotes.ts'

@Controller()
export class QuotesController {
  readonly #quotes: Quotes

  constructor(@Inject(Quotes) quotes: Quotes) {
    this.#quotes = quotes
  }

  @Get('page/:piped')
  @UseGuards(Guard, SecondGuard)
  @UseInterceptors(Interceptor, new Waiting())
  async page(@Param('piped', Second) piped: string, @Word() word: string) {
    const page = await work('page')
    return [piped, word, page, await this.#quotes.find()].join(' ')
  }

  @Get('api/:id')
  @HttpCode(201)
  get() {
    return work('get')
  }

  @Post('api/:id')
  async post(@Body() { word }: { word: string }) {
    return `${word} ${await work('post')}`
  }

  @Put('api/:id')
  async put(@Param() { id }: { id: string }) {
    return `${id} ${await work('put')}`
  }

  @Get('refused/:id')
  @UseFilters(Filter)
  async refused(@Param('id') _id: string) {
    await work('refused')
    throw new Refused()
  }

  @Get('broken/:id')
  async broken() {
    await work('broken')
    throw new Error('as it should')
  }

  @Get('moved/:id')
  @Redirect()
  async moved(@Param('id') id: string) {
    await work('moved')
    return { url: `/page/${id}`, statusCode: 302 }
  }

  @Get('missing/:id')
  async missing() {
    await work('missing')
    throw new NotFoundException('not here')
  }

  @Get('held/:id')
  @Header('content-type', 'text/html')
  async held(@Param('id') id: string) {
    return new StreamableFile(Readable.from(parts(await work('first'), id)))
  }

  @Sse('events/:id')
  events(@Param('id') _id: string) {
    return from(['one', 'two']).pipe(
      concatMap(async (data) => {
        await pause()
        return { data: await late(data) }
      }),
    )
  }

  @Get('journal')
  async journal(@Query() asked: Record<string, string>) {
    return answer(new URL(`/journal?${new URLSearchParams(asked)}`, 'http://localhost')).json()
  }
}

async function* parts(first: string, id: string) {
  yield Buffer.from(first)
  await held(id)
  yield Buffer.from(await lastly('later', id))
}
