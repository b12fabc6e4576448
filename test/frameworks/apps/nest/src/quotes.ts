import { Controller, Get, Inject, Injectable, Param, Scope } from '@nestjs/common'
import { pause } from './lib/journal.ts'
import { work } from './lib/work.ts'

@Injectable()
export class Quotes {
  async find() {
    await pause()
    return work('provider')
  }
}

@Injectable({ scope: Scope.REQUEST })
export class ScopedQuotes {
  find() {
    return work('scoped')
  }
}

/** One for each request. */
@Controller()
export class ScopedController {
  readonly #quotes: ScopedQuotes

  constructor(@Inject(ScopedQuotes) quotes: ScopedQuotes) {
    this.#quotes = quotes
  }

  @Get('scoped/:id')
  async scoped(@Param('id') _id: string) {
    await pause()
    return this.#quotes.find()
  }
}
