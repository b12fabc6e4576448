import { aid } from './aid.ts'
import { unviewed } from './callbacks.ts'
import { Pending } from './drain.ts'
import { coded } from './error.ts'
import { bindWhenRead, showAs } from './hold.ts'
import { liveOf } from './keep.ts'
import { badFunction } from './messages.generated.ts'
import { callback, checkOptions, oneOf, type Rules, show, text } from './options.ts'
import { plain } from './print.ts'
import type { Live } from './records.ts'
import { register } from './register.ts'
import { Ring } from './ring.ts'
import { RequestScope } from './scope.ts'
import { Stamp } from './stamp.ts'
import type { CloseDetail, OpenScopeOptions, Outcome, Scope } from './types.ts'

const isObject = (value: unknown) =>
  (value !== null && typeof value === 'object') || typeof value === 'function'

const deadline = [
  (value: unknown) => value instanceof Date && !Number.isNaN(value.getTime()),
  'a valid Date',
  (value: unknown) => (value instanceof Date ? 'an invalid Date' : show(value)),
] as const

const rules: Rules = {
  carriers: [
    (value) => Array.isArray(value) && value.every(isObject),
    'an array of objects',
    (value) =>
      Array.isArray(value) ? `an array with ${show(value.find((one) => !isObject(one)))} in it` : show(value),
  ],
  waitUntil: callback,
  host: text,
  name: text,
  request: [
    (value) => isObject((value as { headers?: unknown } | null)?.headers),
    'an object with headers that are an object',
    (value) => (isObject(value) ? `${show(value)} without them` : show(value)),
  ],
  setCookies: callback,
  deadline,
}

const ends: Rules = { outcome: /* @__PURE__ */ oneOf('sent', 'errored', 'aborted', 'prerendered') }

const details: Rules = {
  status: [(value) => typeof value === 'number', 'a number'],
  error: [() => true, ''],
  deadline,
}

// Asked for before they are bound: QuickJS gives a getter that `super` reads the wrong `this`.
const { run: runIn, close: end } = RequestScope.prototype
bindWhenRead(RequestScope.prototype, ['run', 'after', 'cancel', 'close'])
bindWhenRead(Pending.prototype, ['cancel'])
showAs(RequestScope.prototype, 'Scope', ({ id, host, name, state, outcome, status, tasks }) => ({
  id,
  host,
  name,
  state,
  outcome,
  status,
  tasks: [...(tasks ?? [])].map((task) => task.name),
}))
showAs(Pending.prototype, 'AfterHandle', ({ id, name, place, startedAt, result }) => ({
  id,
  name,
  place,
  status: startedAt === undefined ? 'waiting' : 'running',
  ...result,
}))

/** Checks what it is given, which the core and the hosts of this package need not. */
class CheckedScope extends RequestScope {
  override run<Args extends unknown[], Result>(fn: (...args: Args) => Result, ...args: Args): Result {
    if (typeof fn !== 'function') throw coded(TypeError, badFunction('scope.run', show(fn)))
    // It may have been opened elsewhere, and is nearer now than the component that calls this.
    const live = register.rendered && liveOf(this)
    if (live) live.within = register.rendered?.()
    return runIn.call(this, fn as never, ...args) as Result
  }

  override close(outcome?: Outcome, detail: CloseDetail = {}): void {
    checkOptions('scope.close', close, { outcome }, ends)
    checkOptions('scope.close', close, detail, details)
    end.call(this, outcome, detail)
  }
}

// Where the stack is cut for a message.
const { close } = CheckedScope.prototype
bindWhenRead(CheckedScope.prototype, ['run', 'close'])

/** For hosts: they give no wrong outcome, and need no bound method. */
export function closeHostScope(scope: RequestScope, outcome?: Outcome, detail?: CloseDetail): void {
  end.call(scope, outcome, detail)
}

/** Less what is drained: else a worker whose tasks open the next scope would keep them all. */
function living(around: RequestScope | null | undefined): RequestScope | null {
  let scope = around
  while (scope?.state === 'drained') scope = scope.opened
  return scope ?? null
}

/** Opens a scope on behalf of a host, whose options and calls need no check. They become the scope's own. */
export function openHostScope(options: Live, Type: typeof RequestScope = RequestScope): RequestScope {
  register.aid ??= aid
  register.carriers ??= Stamp
  if (register.rendered) options.within = register.rendered()
  const scope = new Type(options, aid)
  scope.opened = living(unviewed(register.scope) as RequestScope | null)
  if (scope.opened) scope.opened.opened = living(scope.opened.opened)
  register.scopes ??= new Ring()
  register.scopes.add(scope)
  if (options.carriers) for (const carrier of options.carriers) register.carriers.set(carrier, scope)
  register.watch?.opened(scope)
  return scope
}

/**
 * Opens the scope of one request, for a server that no host module knows. Run the handler in it, and close it when the
 * last byte of the response was handed over:
 *
 * ```ts
 * const scope = openScope({ name: 'GET /', carriers: [request], request, waitUntil })
 * const response = await scope.run(handler, request)
 * socket.once('close', () => scope.close('sent', { status: response.status }))
 * ```
 *
 * `scope.close` is idempotent, `scope.drained` fulfils with a Report when no task is left.
 * @throws TypeError `AFTERWORD_BAD_OPTION`, `AFTERWORD_UNKNOWN_OPTION`
 */
export function openScope(options: OpenScopeOptions = {}): Scope {
  checkOptions('openScope', openScope, options, rules)
  const { name } = options
  return openHostScope({ ...options, name: name && plain(name) }, CheckedScope)
}
