// What `after` does where no capture answers: Next's own context does, counted and told of by place; or nothing does.
import { bindWhenRead } from '../../hold.ts'
import { nextFallback } from '../../messages.generated.ts'
import { print } from '../../print.ts'
import { register } from '../../register.ts'
import type { AfterHandle, AfterOptions, Task } from '../../types.ts'
import { NextScope } from './scope.ts'

export class FallbackScope extends NextScope {
  override after(task: Task, options?: AfterOptions, place?: string): AfterHandle {
    // The build puts it in, as it does NODE_ENV.
    if (process.env.AFTERWORD_ON_FALLBACK === 'throw') throw register.aid?.lost('after', after, place)
    const given = super.after(task, options, place)
    register.fallbacks ??= new Map()
    const where = place ?? 'an unknown place'
    const times = register.fallbacks.get(where) ?? 0
    if (process.env.NODE_ENV !== 'production' && times === 0) print('warn', nextFallback(where))
    register.fallbacks.set(where, times + 1)
    return given
  }
}

// Where the stack is cut for a message.
const { after } = FallbackScope.prototype
bindWhenRead(FallbackScope.prototype, ['after'])
