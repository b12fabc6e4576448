/** A service whose constructor listens: whose request is the listener's, once another one emits? */
const service = `
    import { EventEmitter } from 'node:events'
    const bus = new EventEmitter()
    class Orders {
      constructor(bus) {
        bus.on('paid', (user) => ask(user))
      }
      pay(user) { bus.emit('paid', user) }
    }`

/** A program that gets the service from `get`, which makes it when it is first called. */
export const made = (get: string, rest = ''): string => `${service}
    ${get}
    export function ada() { get().pay('ada') }
    export function bob() { get().pay('bob') }
    ${rest}`

/** The same, with a `get` that gives a promise. */
export const madeAsync = (get: string): string => `${service}
    ${get}
    export async function ada() { (await get()).pay('ada') }
    export async function bob() { (await get()).pay('bob') }
    `
