import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common'
import { APP_PIPE } from '@nestjs/core'
import { Filter, First, Guard, Interceptor, Middleware, Second, SecondGuard } from './enhancers.ts'
import { QuotesController } from './quotes.controller.ts'
import { Quotes, ScopedController, ScopedQuotes } from './quotes.ts'

@Module({
  controllers: [QuotesController, ScopedController],
  providers: [
    Quotes,
    ScopedQuotes,
    Guard,
    SecondGuard,
    Interceptor,
    Filter,
    Second,
    { provide: APP_PIPE, useClass: First },
  ],
})
export class QuotesModule implements NestModule {
  configure(consumer: MiddlewareConsumer) {
    consumer.apply(Middleware).forRoutes('page/:id')
  }
}
