// What is told of syntax, types and components while they are compiled.
import type { Build } from './row.ts'

export const builds: Record<string, Build> = {
  'request-in-render-task': {
    file: 'src/page.tsx',
    before:
      "import { after } from 'next/server'\nimport { headers } from 'next/headers'\nexport default function Page() { after(() => console.log(headers().get('a'))); return <p /> }",
    advice: 'const value = await headers(), and then after(() => …)',
    after:
      "import { after } from 'next/server'\nimport { headers } from 'next/headers'\nexport default async function Page() { const value = await headers(); after(() => console.log(value.get('a'))); return <p /> }",
  },
  'next-name': {
    file: 'src/route.ts',
    before:
      "const load = (server) => server.after(() => log())\nexport async function GET() { load(await import('next/server')) }",
    advice: "in a statement of its own: import { after } from 'next/server'",
    after: "import { after } from 'next/server'\nexport async function GET() { after(() => log()) }",
  },
  'borrowed-listener': {
    file: 'src/route.ts',
    before:
      "import { after, bind } from 'afterword'\nlet on\nexport function GET() { on ??= bus.on('x', () => { after(() => log()) }) }",
    advice: 'pin the listener: bus.on(…, bind(() => …))',
    after:
      "import { after, bind } from 'afterword'\nlet on\nexport function GET() { on ??= bus.on('x', bind(() => { after(() => log()) })) }",
  },
  'dropped-promise': {
    file: 'src/route.ts',
    options: { droppedPromises: true },
    before:
      "import { after } from 'afterword'\nasync function save() {}\nexport async function POST() { save() }",
    advice: 'Write after(save(…))',
    after:
      "import { after } from 'afterword'\nasync function save() {}\nexport async function POST() { after(save()) }",
  },
  'unnamed-entry': {
    file: 'src/app.ts',
    before:
      "import { after } from 'afterword'\nexport const POST = async ({ body }, ...rest) => { after(() => log(body, rest)) }",
    advice: 'Name the request: (request) => …',
    after:
      "import { after } from 'afterword'\nexport const POST = async (request, ...rest) => { after(() => log(request.body, rest)) }",
  },
  'late-capture': {
    file: 'src/rows.cjs',
    before: 'exports.rows = function* rows(request) { yield request.json(arguments[1]); request.log() }',
    advice: "put 'use strict' at its top instead of into functions",
    after:
      "'use strict'\nexports.rows = function* rows(request) { yield request.json(arguments[1]); request.log() }",
  },
  'late-capture.action': {
    file: 'src/page.tsx',
    options: { host: 'rsc' },
    before:
      "import { after } from 'afterword'\nexport default function Page({ id }) { const save = async (...rest) => { 'use server'; await log(id, rest); after(() => log(id)) }; return <form action={save} /> }",
    advice: "Name its parameters one by one, or move it to a file that says 'use server'",
    after:
      "import { after } from 'afterword'\nexport default function Page({ id }) { const save = async (form) => { 'use server'; await log(id, form); after(() => log(id)) }; return <form action={save} /> }",
  },
  'left-alone': {
    file: 'src/orders.ts',
    before:
      'export function POST(request: Request) { return class Orders extends Store { constructor(readonly user: string) { super(request); log(request) } } }',
    advice: 'Rewrite the construct that the sentence names',
    after:
      'export function POST(request: Request) { return class Orders extends Store { readonly user: string; constructor(user: string) { super(request); this.user = user; log(request) } } }',
  },
  'syntax-error': {
    file: 'src/a.ts',
    before: 'export async function save() { await 1; const = 1; log() }',
    advice: 'Mend the syntax error',
    after: 'export async function save() { await 1; const one = 1; log(one) }',
  },
}
