import { checkOptions, milliseconds, type Rules, show } from '../options.ts'
import { home } from './home.ts'
import type { Engine } from './types.ts'

export interface DurableConfig {
  /** Where jobs are kept: `pgBoss(…)` of `afterword/durable/pg-boss`, `bullmq(…)` of `afterword/durable/bullmq`, or one of your own. */
  readonly engine?: Engine | undefined
  /**
   * Milliseconds that the end of a response waits for the engine. Default 5,000. Then the response goes, and the task is reported as not stored,
   * which it may be nevertheless.
   */
  readonly hold?: number | undefined
}

const rules: Rules = {
  engine: [
    (value) =>
      typeof (value as Engine | null)?.store === 'function' && typeof (value as Engine).name === 'string',
    'an engine: pgBoss(…), bullmq(…), or an object with a name and store()',
    (value) => show(value),
  ],
  hold: milliseconds,
}

/**
 * Sets where durable tasks are kept. Call it before the first request; what is left out stays as it is.
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`
 */
export function configureDurable(options: DurableConfig): void {
  checkOptions('configureDurable', configureDurable, options, rules)
  home.engine = options.engine ?? home.engine
  home.hold = options.hold ?? home.hold
}
