import { type Situation, waiter } from '../situation.ts'

/** What ada puts there; bob calls its method. */
const objects = (put: string): string => `
    const jobs = []
    export function ada() { ${put} }
    export function bob() { for (const job of jobs.splice(0)) job.run() }
    `

export const objectShapes: Situation[] = [
  waiter('jobs.push({ run() {} })', objects(`jobs.push({ run() { ask('ada') } })`)),
  waiter('jobs.push({ run: fn })', objects(`jobs.push({ run: () => ask('ada') })`)),
  waiter(
    'jobs.push({ run: async function () {} })',
    objects(`jobs.push({ run: async function () { ask('ada') } })`),
  ),
  waiter(
    'jobs.push({ get run() { return fn } })',
    objects(`jobs.push({ get run() { return () => ask('ada') } })`),
  ),
  waiter(
    'const job = { run() {} }; jobs.push(job)',
    objects(`const job = { user: 'ada', run() { ask(this.user) } }; jobs.push(job)`),
  ),
  waiter('const run = fn; jobs.push({ run })', objects(`const run = () => ask('ada'); jobs.push({ run })`)),
  waiter(
    'jobs.push(Object.freeze({ run: fn }))',
    objects(`jobs.push(Object.freeze({ run: () => ask('ada') }))`),
  ),
  waiter(
    'jobs.push(new Job(fn))',
    objects(`jobs.push(new Job(() => ask('ada')))`).replace(
      'const jobs',
      'class Job { constructor(run) { this.run = run } }\n    const jobs',
    ),
  ),
  waiter(
    'new Job(fn), which enters itself',
    objects(`new Job(() => ask('ada'))`).replace(
      'const jobs',
      'class Job { constructor(run) { this.run = run; jobs.push(this) } }\n    const jobs',
    ),
  ),
  waiter(
    'a class in ada’s request, whose method bob calls',
    objects(`class Job { run() { ask('ada') } } jobs.push(new Job())`),
  ),
  waiter(
    'jobs.push(new (class { run = fn })())',
    objects(`jobs.push(new (class { run = () => ask('ada') })())`),
  ),
]
