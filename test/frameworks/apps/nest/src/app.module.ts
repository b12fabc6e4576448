import { Module } from '@nestjs/common'
import { AfterwordModule } from 'afterword/nest'
import { QuotesModule } from './quotes.module.ts'

@Module({
  imports: [AfterwordModule, QuotesModule],
})
export class AppModule {}
