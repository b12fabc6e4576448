// Components of every kind, each with tasks that know their request from an argument, to be compared with their scope.
import { after, cookies, headers } from 'afterword'
import { cache, Fragment, type ReactNode, Suspense } from 'react'
import { buyForm, fail, leave } from './actions.ts'
import { Counter } from './client.tsx'
import { Context } from './contexts.tsx'
import { FormPage } from './forms.tsx'
import { gate, journal, note, pause, sleep } from './journal.ts'
import { shared, track } from './shared.ts'
import { notFound, redirect } from './signals.ts'
import { watchScope } from './watch.ts'

interface Props {
  id: string
}

const codeOf = (work: () => unknown): unknown => {
  try {
    return work()
  } catch (error) {
    return String(error).split(':')[1]?.trim()
  }
}

// Where they are called from is not visible in the source: what can be seen is told when it is compiled.
const askHeaders = (): unknown => headers()
const askCookies = (): unknown => cookies()

function Leaf({ id, name }: Props & { name: string }): ReactNode {
  track(() => note(`leaf ${name}`, id))
  return <li>{headers().get('x-id') === id ? name : 'a stranger'}</li>
}

async function Item({ id, name }: Props & { name: string }): Promise<ReactNode> {
  after(() => note(`item ${name}`, id))
  await pause()
  const seen = headers().get('x-id')
  after(async () => {
    await pause()
    note(`item ${name}, later`, id)
    after(() => note(`item ${name}, nested`, id))
  })
  return seen === id ? <Leaf id={id} name={`${name}.${name}`} /> : <b>a stranger</b>
}

async function Hole({ id, wait = sleep(15) }: Props & { wait?: Promise<void> }): Promise<ReactNode> {
  after(() => note('hole', id))
  await wait
  after(() => note('hole, filled', id))
  return <p>filled for {id}</p>
}

export async function generateMetadata({ id }: Props): Promise<{ title: string }> {
  after(() => note('metadata', id))
  await pause()
  after(() => note('metadata, later', id))
  return { title: `page of ${id}` }
}

/** Every kind of component, sync and async, nested and behind holes. */
async function Deep({ id }: Props): Promise<ReactNode> {
  const { title } = await generateMetadata({ id })
  await pause()
  after(() => note('page', id))
  return (
    <>
      <title>{title}</title>
      <ul>
        {['a', 'b', 'c'].map((name) => (
          <Fragment key={name}>
            <Leaf id={id} name={name} />
            <Item id={id} name={name} />
          </Fragment>
        ))}
      </ul>
      <Suspense fallback="…">
        <Hole id={id} />
      </Suspense>
      <Counter id={shared(id)} />
    </>
  )
}

const load = cache(async (id: string): Promise<number> => {
  journal.loads[id] = (journal.loads[id] ?? 0) + 1
  await pause()
  return journal.loads[id]
})

const fails = cache((id: string): never => {
  journal.loads[`fails ${id}`] = (journal.loads[`fails ${id}`] ?? 0) + 1
  throw new Error(id)
})

async function Reader({ id }: Props): Promise<ReactNode> {
  codeOf(() => fails(id))
  await load(id)
  await pause()
  const count = await load(id)
  after(async () => {
    await pause()
    codeOf(() => fails(id))
    note('cached', id, await load(id))
  })
  return <p>loaded {count}</p>
}

async function Cached({ id }: Props): Promise<ReactNode> {
  after(async () => note('cached page', id, await load(id)))
  return (
    <>
      <Reader id={id} />
      <Suspense>
        <Reader id={id} />
      </Suspense>
    </>
  )
}

async function Asks({ id }: Props): Promise<ReactNode> {
  const name = (await headers()).get('x-id')
  const who = cookies().get('who')?.value
  await pause()
  const later = headers().get('x-id')
  after(async () => {
    const own = [codeOf(askHeaders), codeOf(askCookies)]
    await pause()
    note('asks', id, { own: [...own, codeOf(askHeaders)], given: [name, who, later] })
    after(() => note('asks, nested', id, codeOf(askCookies)))
  })
  return <p>{name}</p>
}

function Forms({ id }: Props): ReactNode {
  const price = id.length
  async function add(amount: number, form: FormData): Promise<void> {
    'use server'
    const more = String(form.get('more'))
    after(() => note('add', id, { amount, more, price, heard: headers().get('x-id') }))
    await pause()
    after(() => note('add, later', id, { heard: headers().get('x-id') }))
  }
  after(() => note('forms', id))
  return (
    <>
      {Object.entries({ buyForm, leave, fail }).map(([name, action]) => (
        <form key={name} id={name} action={action}>
          <input name="id" defaultValue={id} />
        </form>
      ))}
      <form id="add" action={add.bind(null, 3)}>
        <input name="more" defaultValue="7" />
      </form>
    </>
  )
}

async function Throws({ id }: Props): Promise<ReactNode> {
  await pause()
  after(() => note('throws', id))
  throw new Error(`component of ${id}`)
}

async function Missing({ id }: Props): Promise<ReactNode> {
  after(() => note('missing', id))
  await pause()
  after(() => note('missing, later', id))
  return notFound()
}

function Moved({ id }: Props): ReactNode {
  after(() => note('moved', id))
  return redirect(`/done/${id}`)
}

const Hanging = ({ id }: Props): ReactNode => (
  <Suspense fallback="waiting">
    <Hole id={id} wait={gate(id).promise} />
  </Suspense>
)

const Static = ({ id }: Props): ReactNode => {
  after(() => note('static', id, codeOf(askHeaders)))
  return (
    <Suspense>
      <Hole id={id} wait={sleep(30)} />
    </Suspense>
  )
}

const Done = ({ id }: Props): ReactNode => <p>done {id}</p>

const pages: Record<string, (props: Props) => ReactNode | Promise<ReactNode>> = {
  deep: Deep,
  cached: Cached,
  asks: Asks,
  forms: Forms,
  throws: Throws,
  missing: Missing,
  moved: Moved,
  hanging: Hanging,
  static: Static,
  done: Done,
  context: Context,
}

export function Root({ path }: { path: string }): ReactNode {
  const [, page = '', id = ''] = path.split('/')
  const Page = pages[page] ?? Done
  return (
    <html lang="en">
      <body>
        <Layout id={id}>
          {page.startsWith('form-') ? <FormPage id={id} form={page.slice(5)} /> : <Page id={id} />}
        </Layout>
      </body>
    </html>
  )
}

function Layout({ id, children }: Props & { children: ReactNode }): ReactNode {
  watchScope()
  after(({ status }) => note('layout', id, status))
  return <main>{children}</main>
}
