// `afterword/next` in an application's own code. In next.config it is `withAfterword`, too (transform/next).
import { register } from '../../register.ts'

/**
 * How often `after` took Next's own context because nothing compiled handed it a scope, by place (`src/queue.ts:12`). Empty where everything is
 * compiled, which `withAfterword(config, { onFallback: 'throw' })` asks for.
 */
export const afterFallbacks = (): ReadonlyMap<string, number> => (register.fallbacks ??= new Map())
