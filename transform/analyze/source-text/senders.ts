/**
 * Calls that send a function elsewhere as text: to a page, a worker, another process. Some names mean nothing else; others mean that only
 * on a receiver that drives a browser, or with a library that does so.
 */
import type { Bindings } from '../bindings.ts'
import { isMember, type Node, unwrap } from '../nodes.ts'
import { nameOf, sourceOf } from './names.ts'

export interface Sender {
  name: string
  /** How sure the name is: 'text': for certain; 'sent': unless the function shows that it runs here; 'page': only if it shows that it runs in a page. */
  kind: 'text' | 'sent' | 'page'
  /** Functions in objects and lists go, too. */
  deep: boolean
  /** Members of an object that are functions to be sent. */
  keys: readonly string[]
}

/** Methods of Playwright, Puppeteer, WebDriver, extensions and the like that mean nothing else. */
const ALWAYS = new Set([
  'evaluateHandle',
  'evaluateAll',
  'evaluateOnNewDocument',
  'evaluateAsync',
  'addInitScript',
  'waitForFunction',
  '$eval',
  '$$eval',
  'executeScript',
  'executeAsyncScript',
  'registerCustomQueryHandler',
  'ClientFunction',
])

/** Of what drives a browser only: policies, limiters and units of work have methods of these names, too. */
const BY_RECEIVER = new Set(['evaluate', 'execute', 'executeAsync', 'exec', 'query'])
const BROWSERS =
  /(?:^|_)(?:page|frame|locator|handle|element|browser|driver|tab|popup|webview|nightmare)\d*$|(?:Page|Frame|Locator|Handle|Element|Browser|Driver|Tab|Popup|View|App)\d*$/
/** `execute` is a driver's. */
const DRIVERS = /^(?:browser|driver|wd)\d*$|(?:Browser|Driver)\d*$/
const POOLS = /(?:^|_)(?:worker|pool)s?$|(?:Worker|Pool)s?$/

const DRIVES_PAGES = ['@playwright/', 'playwright', 'puppeteer', 'testcafe', 'taiko', 'nightmare']
const DRIVES_BROWSERS = ['webdriver', '@wdio/', 'selenium-webdriver', 'nightwatch', 'appium', 'codeceptjs']
const DRIVES_WORKERS = ['workerpool']
const NONE: readonly string[] = []
/** `executeScript({ func })` */
const KEYS = ['func', 'function']

/** Package → what it exports that sends its functions as text; 'default' for its default export or all of it. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  greenlet: ['default'],
  workerize: ['default'],
  workly: ['default', 'proxy'],
  operative: ['default'],
  threads: ['spawn'],
  microjob: ['job'],
  multithreading: ['threaded'],
  vkthread: ['default'],
  '@koale/useworker': ['useWorker'],
  'inline-worker': ['default'],
  'serialize-javascript': ['default'],
  'javascript-stringify': ['stringify'],
  'node-serialize': ['serialize'],
  taiko: ['evaluate', 'waitFor'],
  testcafe: ['ClientFunction', 'Selector'],
}

/** What is a sender by its name, or may be one: most calls are none. */
const NAMES = new Set([
  ...ALWAYS,
  ...BY_RECEIVER,
  'origin',
  'register',
  'Worker',
  'SharedWorker',
  'InlineWorker',
])

interface Context {
  bindings: Bindings
  code: string
}

export function senderOf(call: Node, name: string | null, context: Context): Sender | null {
  if (name === null) return null
  const callee = unwrap(call.callee)
  const sender: Sender = { name, kind: 'text', deep: false, keys: NONE }
  if (mayImport(context.code) && isOfLibrary(callee, context.bindings)) return { ...sender, deep: true }
  if (!NAMES.has(name)) return null
  if (call.type === 'NewExpression') {
    const isWorker = /^(?:Shared|Inline)?Worker$/.test(name) && mayBeThread(callee, context.bindings)
    return isWorker ? { ...sender, name: `new ${name}` } : null
  }
  if (!isMember(callee)) return ALWAYS.has(name) ? { ...sender, keys: KEYS } : null
  const receiver = (nameOf(callee.object) ?? '').replace(/^#/, '')
  return senderByReceiver(name, receiver, { ...sender, name: `.${name}` }, context.code)
}

function senderByReceiver(name: string, receiver: string, sender: Sender, code: string): Sender | null {
  if (ALWAYS.has(name)) return { ...sender, deep: name === 'registerCustomQueryHandler', keys: KEYS }
  // `cy.origin(url, fn)` runs in another page.
  if (name === 'origin') return receiver === 'cy' ? sender : null
  if (name === 'register') return receiver === 'selectors' && drives(code, DRIVES_PAGES) ? sender : null
  if (!BY_RECEIVER.has(name)) return null
  if (name === 'exec' && drives(code, DRIVES_WORKERS)) return sender
  if (name === 'exec' && POOLS.test(receiver)) return { ...sender, kind: 'sent' }
  if (name === 'evaluate' && (BROWSERS.test(receiver) || drives(code, DRIVES_PAGES))) return sender
  if (/^e(?:xecute|valuate)/.test(name) && (DRIVERS.test(receiver) || drives(code, DRIVES_BROWSERS)))
    return sender
  // `p.evaluate(fn)` is a page as a rule, `policy.execute(fn)` is none.
  return { ...sender, kind: name === 'evaluate' ? 'sent' : 'page' }
}

const known = new Map<readonly string[], { code: string; drives: boolean }>()

/** Whether the file imports one of these: as it is written, for a type may be all that it imports. */
function drives(code: string, tools: readonly string[]): boolean {
  const before = known.get(tools)
  if (before?.code === code) return before.drives
  const found = tools.some((tool) => code.includes(`'${tool}`) || code.includes(`"${tool}`))
  known.set(tools, { code, drives: found })
  return found
}

const MENTIONS = new RegExp(`['"\`](?:${Object.keys(LIBRARIES).join('|')})['"\`]`)
let asked = { code: '', imports: false }

/** Whether a file names one of the packages: most do not. */
function mayImport(code: string): boolean {
  if (asked.code !== code) asked = { code, imports: MENTIONS.test(code) || /\\[ux]/.test(code) }
  return asked.imports
}

const rootOf = (callee: Node): Node => (isMember(callee) ? unwrap(callee.object) : callee)

/** A queue has workers, too, which run in this process: `new Worker('mail', async (job) => …)` of bullmq. */
function mayBeThread(callee: Node, bindings: Bindings): boolean {
  const root = rootOf(callee)
  const binding = root.type === 'Identifier' ? bindings.resolve(root) : null
  const source = binding && (binding.source ?? sourceOf(binding.init))
  return !source || /worker|thread/i.test(source)
}

function isOfLibrary(callee: Node, bindings: Bindings): boolean {
  const member = isMember(callee) ? nameOf(callee) : null
  const root = rootOf(callee)
  if (root.type !== 'Identifier') return false
  const binding = bindings.resolve(root)
  if (!binding) return false
  const source = binding.source ?? sourceOf(binding.init)
  const names = source && Object.hasOwn(LIBRARIES, source) ? LIBRARIES[source] : undefined
  if (!names) return false
  const name = member ?? (binding.key === null || binding.key === '*' ? 'default' : binding.key)
  return names.includes(name)
}
