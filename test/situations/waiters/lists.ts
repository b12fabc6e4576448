import { type Situation, waiter } from '../situation.ts'

/** How ada puts it there; bob runs all of them. */
const list = (put: string): string => `
    const jobs = []
    export function ada() { ${put} }
    export function bob() { for (const job of jobs.splice(0)) job() }
    `

export const lists: Situation[] = [
  waiter(
    'jobs.push(async () => …), behind its await',
    list(`jobs.push(async () => { await later(); ask('ada') })`)
      .replace('function bob() {', 'async function bob() {')
      .replace(/\}\n {4}$/, '; await later(5) }\n    '),
  ),
  waiter('jobs.unshift(fn, fn)', list(`jobs.unshift(() => ask('ada'), function named() { ask('ada') })`)),
  waiter('jobs.push(...[fn, fn])', list(`jobs.push(...[() => ask('ada'), () => ask('ada')])`)),
  waiter(
    'jobs.push(...users.map((user) => fn))',
    list(`jobs.push(...['ada'].map((user) => () => ask(user)))`),
  ),
  waiter('jobs.push(a && fn)', list(`jobs.push(jobs && (() => ask('ada')))`)),
  waiter('jobs.push((0, fn))', list(`jobs.push((0, () => ask('ada')))`)),
  waiter('jobs.splice(0, 0, fn)', list(`jobs.splice(0, 0, () => ask('ada'))`)),
  waiter('jobs[jobs.length] = fn', list(`jobs[jobs.length] = () => ask('ada')`)),
  waiter(
    'jobs = [...jobs, fn]',
    list(`jobs = [...jobs, () => ask('ada')]`).replace('const jobs', 'let jobs'),
  ),
  waiter(
    'jobs = jobs.concat(fn)',
    list(`jobs = jobs.concat(() => ask('ada'))`).replace('const jobs', 'let jobs'),
  ),
  waiter('const job = fn; jobs.push(job)', list(`const job = () => ask('ada'); jobs.push(job)`)),
  waiter('function job() {}; jobs.push(job)', list(`jobs.push(job); function job() { ask('ada') }`)),
  waiter(
    'const job = fn, called here and pushed',
    list(`const job = () => ask('ada'); job(); jobs.push(job)`),
  ),
  waiter('let job; job = fn; jobs.push(job)', list(`let job; job = () => ask('ada'); jobs.push(job)`)),
  waiter(
    'const done = job ?? fn; jobs.push(done)',
    list(`const given = null; const job = given ?? (() => ask('ada')); jobs.push(job)`),
  ),
  waiter(
    'const { job } = { job: fn }; jobs.push(job)',
    list(`const { job } = { job: () => ask('ada') }; jobs.push(job)`),
  ),
  waiter(
    'jobs.push(bind(fn))',
    `import { bind } from 'afterword'\n${list(`jobs.push(bind(() => ask('ada')))`)}`,
  ),
  waiter(
    'jobs.push(() => later().then(() => …))',
    list(`jobs.push(() => later().then(() => ask('ada')))`)
      .replace('function bob() {', 'async function bob() {')
      .replace(/\}\n {4}$/, '; await later(5) }\n    '),
  ),
  waiter(
    'jobs.push(() => users.forEach(() => …))',
    list(`jobs.push(() => { ['ada'].forEach((user) => ask(user)) })`),
  ),
  waiter(
    'jobs.push(Object.assign(fn, { … }))',
    list(`jobs.push(Object.assign(() => ask('ada'), { user: 'ada' }))`),
  ),
  waiter('a parameter that is called event, in a pattern', list(`jobs.push(({ event } = {}) => ask('ada'))`)),
  waiter('a parameter that is called next', list(`jobs.push((next) => ask('ada'))`)),
  waiter('parameters that are called event and context', list(`jobs.push((event, context) => ask('ada'))`)),
  waiter('a parameter that is called request', list(`jobs.push((request) => ask('ada'))`)),
]
