// Who may look. The page tells of a program's inside, so it answers nobody but the machine that it runs on, unless told: no other website (its
// scripts send an Origin, or a name of their own that leads here, as in DNS rebinding), no other machine, and nobody through a proxy.

export interface Asked {
  readonly method: string
  /** The path, with the query. */
  readonly url: string
  /** By its lower-case name. */
  header(name: string): string | undefined
  /** The address at the other end, where the server tells. */
  readonly peer: string | undefined
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']

/** Why this request is refused; undefined if it is not. `hosts` are names that are allowed beside those of this machine. */
export function refusal(asked: Asked, hosts: readonly string[]): string | undefined {
  const { header, peer } = asked
  const host = header('host') ?? header(':authority') ?? ''
  const name = hostname(host)
  if (name === undefined) return 'The request names no host.'
  const isListed = hosts.includes(name)
  const write = `devtools({ hosts: [${JSON.stringify(name)}] })`
  if (!isListed) {
    if (!isLoopbackName(name)) return `Its host is not this machine. If it is yours, write: ${write}`
    if (peer !== undefined && !isLoopbackAddress(peer))
      return `It comes from another machine, or a container. If that is yours, write: ${write}`
    if (FORWARDED.some((each) => header(each) !== undefined))
      return `It comes through a proxy. If that is yours, write: ${write}`
  }
  const origin = header('origin')
  if (origin !== undefined && origin.replace(/^https?:\/\//, '') !== host) return 'Another website asks.'
  const site = header('sec-fetch-site')
  // Who follows a link opens the page, and the website that has it reads nothing of it.
  const follows = header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !follows)
    return 'Another website asks.'
  return undefined
}

/** Without the port; undefined for what is no host. */
function hostname(host: string): string | undefined {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(?::\d+)?$/i.exec(host)?.[1]?.toLowerCase()
}

const isLoopbackName = (name: string): boolean =>
  name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || isLoopbackAddress(name)

const isLoopbackAddress = (address: string): boolean =>
  address === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i.test(address)
