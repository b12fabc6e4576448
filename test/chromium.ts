// The browser that tests look through. `npm run chromium` (part of `npm test`) gets it where it is missing: as root or under CI with apt-get,
// else it prints the command. Without one the tests that need it say that they did not run.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { chromium } from 'playwright-core'

const path = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** Whether there is a browser; `CHROMIUM` names another than Debian's. */
export const hasChromium = (): boolean => existsSync(path)

/** For `describe.skipIf`: true without a browser, which it says. */
export function lacksChromium(what: string): boolean {
  if (hasChromium()) return false
  console.warn(`not run: ${what}, for there is no ${path}; npm run chromium gets it`)
  return true
}

/**
 * A browser with a profile of its own, new and empty, that calls nobody.
 * @throws Error when there is none
 */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/** A page, and everything that it had to complain of: errors and warnings of the console, and what was thrown. */
export interface Visitor extends AsyncDisposable {
  page: Page
  complaints: string[]
}

/** A visitor with cookies of their own. `javaScriptEnabled: false` among the options is a browser without JavaScript. */
export async function openVisitor(browser: Browser, options: BrowserContextOptions = {}): Promise<Visitor> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  // Sooner than a test's own: it names what was waited for.
  page.setDefaultTimeout(10_000)
  const complaints: string[] = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

if (import.meta.main) process.exitCode = install()

/** 1 where it should have been there: under CI. */
function install(): number {
  if (hasChromium()) return 0
  // Not for us to install what somebody names by its path.
  const command = 'apt-get install -y chromium'
  const may = process.env.CHROMIUM === undefined && (process.getuid?.() === 0 || Boolean(process.env.CI))
  if (may) {
    say(`chromium: there is no ${path}; ${command}`)
    const get = (): boolean => spawnSync('apt-get', ['install', '-y', 'chromium']).status === 0
    // A fresh machine has no list of packages yet.
    if (!get() && spawnSync('apt-get', ['update']).status === 0) get()
  }
  if (hasChromium()) return 0
  say(`chromium: there is no ${path}; tests in a browser are not run. On Debian: ${command}`)
  return process.env.CI ? 1 : 0
}

/** On stderr: what is run after this may have its stdout read by a program. */
function say(line: string): void {
  process.stderr.write(`${line}\n`)
}
