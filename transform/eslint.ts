/**
 * `afterword/eslint`: what the compiler says about a file, as rules of ESLint 9 and 10 and of oxlint. No rule needs types.
 *
 *     // eslint.config.js
 *     import afterword from 'afterword/eslint'
 *     export default [afterword.configs.recommended]
 *
 * `settings.afterword` takes the options of the compiler that say how a file is read: `sources`, `entries`, `host`.
 */
import type { ESLint, Linter, Rule } from 'eslint'
import { type RuleOf, ruleOf, severityOf } from './lint/rule.ts'
import { version } from './package.ts'

const RULES: Record<string, RuleOf> = {
  'in-browser': {
    description: "disallow after(), headers() and cookies() in files that say 'use client'",
    recommended: true,
  },
  'at-module-level': {
    description: 'disallow after(), headers() and cookies() while a module is evaluated',
    recommended: true,
  },
  'without-request': {
    description:
      'disallow after(), headers() and cookies() in what a clock or a queue calls, which is no request',
    recommended: true,
  },
  'bad-task': {
    description: 'disallow tasks that are neither a function nor a promise',
    recommended: true,
    fixable: true,
  },
  'request-in-render-task': {
    description: 'disallow headers() and cookies() inside after() in a component',
    recommended: true,
  },
  'cookie-in-task': { description: 'disallow writing cookies inside after()', recommended: true },
  'read-only-headers': { description: 'disallow changing what headers() gives', recommended: true },
  'response-in-task': { description: 'disallow changing the response inside after()', recommended: true },
  'body-in-task': {
    description: 'disallow reading the body of the request inside after()',
    recommended: true,
  },
  'after-in-cached': { description: "disallow after() inside 'use cache'", recommended: true },
  'lost-reference': {
    description: 'disallow handing functions that need a scope to where it cannot follow',
    recommended: true,
    fixable: true,
  },
  'left-alone': { description: 'report functions that the compiler cannot edit', recommended: true },
  'left-as-text': {
    description: 'disallow after(), headers() and cookies() in functions whose source text is used',
    recommended: true,
  },
  'durable-name': { description: 'require a literal name of every durable task', recommended: true },
  'durable-task': {
    description: 'require durable tasks that are written in place, or functions of the module',
    recommended: true,
  },
  'durable-captures': {
    description: 'disallow durable tasks that take along what cannot be stored',
    recommended: true,
  },
  'durable-writes': {
    description: 'disallow writing to what a durable task captures, in it or after the call',
    recommended: true,
  },
  'durable-request': {
    description: 'disallow durable tasks that read headers or cookies by no literal name',
    recommended: true,
  },
  'durable-twice': { description: 'disallow two durable tasks of one name in a file', recommended: true },
  'durable-tx': {
    description: 'require that storing a durable task in a transaction is awaited',
    recommended: true,
  },
  'durable-entry': { description: 'disallow durable tasks in files that listen', recommended: true },
  'dropped-promise': {
    description: 'disallow dropping the promise of an async function',
    recommended: false,
  },
  'borrowed-listener': {
    description: 'report listeners whose tasks belong to the request that emits',
    recommended: false,
  },
}

const rules: Record<string, Rule.RuleModule> = Object.fromEntries(
  Object.entries(RULES).map(([name, rule]) => [name, ruleOf(name, rule)]),
)

const plugin = { meta: { name: 'afterword', version }, rules } satisfies ESLint.Plugin

const configOf = (name: string, isIn: (rule: RuleOf) => boolean): Linter.Config => ({
  name: `afterword/${name}`,
  plugins: { afterword: plugin },
  rules: Object.fromEntries(
    Object.entries(RULES).flatMap(([rule, about]) =>
      isIn(about) ? [[`afterword/${rule}`, severityOf(rule)]] : [],
    ),
  ),
})

const afterword: typeof plugin & { configs: { recommended: Linter.Config; all: Linter.Config } } = {
  ...plugin,
  configs: {
    /** What is wrong wherever it stands. */
    recommended: configOf('recommended', ({ recommended }) => recommended),
    /** And what only its author can judge. */
    all: configOf('all', () => true),
  },
}

export default afterword
