import {
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  Catch,
  createParamDecorator,
  type ExceptionFilter,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  type NestMiddleware,
  type PipeTransform,
} from '@nestjs/common'
import { map, mergeMap } from 'rxjs'
import { pause } from './lib/journal.ts'
import { work } from './lib/work.ts'

@Injectable()
export class Middleware implements NestMiddleware {
  async use(_req: unknown, _res: unknown, next: () => void) {
    await work('middleware')
    next()
  }
}

@Injectable()
export class Guard implements CanActivate {
  async canActivate() {
    await work('guard')
    return true
  }
}

@Injectable()
export class SecondGuard implements CanActivate {
  async canActivate() {
    await work('second-guard')
    return true
  }
}

@Injectable()
export class Interceptor implements NestInterceptor {
  async intercept(_context: ExecutionContext, next: CallHandler) {
    const before = await work('before')
    return next.handle().pipe(mergeMap(async (answer) => `${before} ${answer} ${await work('behind')}`))
  }
}

/** One between the others and the handler, which does nothing but wait. */
export class Waiting implements NestInterceptor {
  async intercept(_context: ExecutionContext, next: CallHandler) {
    await pause()
    return next.handle().pipe(map((answer) => answer))
  }
}

/** Of the whole application. */
@Injectable()
export class First implements PipeTransform {
  async transform(value: unknown, { data }: { data?: string }) {
    return data === 'piped' ? `${value} ${await work('first-pipe')}` : value
  }
}

@Injectable()
export class Second implements PipeTransform {
  async transform(value: unknown) {
    return `${value} ${await work('second-pipe')}`
  }
}

export const Word = createParamDecorator(async () => work('decorator'))

export class Refused extends Error {}

@Catch(Refused)
export class Filter implements ExceptionFilter {
  async catch(_error: Refused, host: ArgumentsHost) {
    const response = host.switchToHttp().getResponse()
    response.status(400).send(await work('filter'))
  }
}
