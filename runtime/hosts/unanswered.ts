// A task that is to send the response waits for it: nothing fails, and the client hangs. The compiler says so; this is for code that
// nobody compiles. One timer for all requests, for many a server runs without NODE_ENV.
import { clock } from '../engine.ts'
import { unanswered } from '../messages.generated.ts'
import { print } from '../print.ts'
import { register } from '../register.ts'

const WAIT = 5_000
const LONG = 3_000

// While the timer runs, and where nobody is to be told.
let isSet: boolean | undefined

/** A request is opened: it is looked at when it should long be answered. Not in tests, whose timers are theirs. */
export function watch(): void {
  isSet ??= /^(production|test)$/.test(`${process.env.NODE_ENV}`)
  if (isSet) return
  isSet = true
  setTimeout(look, WAIT).unref?.()
}

function look(): void {
  isSet = false
  for (const { live, tasks, name } of register.scopes) {
    const [first] = tasks
    if (!first || !live?.waits?.()) continue
    const place = `answer ${first.place}`
    if (register.told.has(place)) continue
    if (clock() - first.givenAt < LONG) watch()
    else {
      register.told.add(place)
      print('warn', unanswered(name, [...tasks].map((task) => task.name).join(', ')))
    }
  }
}
