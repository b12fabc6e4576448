// `app.use(afterword)`, without the parentheses.
import { coded } from '../error.ts'
import { factoryAsHandler, wrongHost } from '../messages.generated.ts'
import { show } from '../options.ts'

/**
 * A framework that calls factories itself, as Waku does, may hand them an object of options.
 * @throws TypeError `AFTERWORD_FACTORY_AS_HANDLER` where `afterword` was given what its result is for
 */
export function refuseGiven(module: string, line: string, given: unknown): void {
  if (given !== undefined && show(given) !== 'an object')
    throw coded(TypeError, factoryAsHandler('afterword()', module, show(given), line))
}

/** @throws TypeError `AFTERWORD_WRONG_HOST` */
export function refuseHost(module: string, framework: string, given: unknown): never {
  throw coded(TypeError, wrongHost(module, show(given), framework))
}
