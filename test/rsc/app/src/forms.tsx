// Handlers and components of every form: they take no request, so their task finds the one that they are called for.
import { after, headers } from 'afterword'
import { withAfter } from 'afterword/rsc'
import type { ReactNode } from 'react'
import { note } from './journal.ts'
import { waits } from './waits.ts'

export function tell(form: string): Response {
  after(() => note(form, headers().get('x-id') ?? ''))
  return new Response(form)
}

function draw(form: string): ReactNode {
  const id = headers().get('x-id') ?? ''
  after(() => note(form, id))
  return <p>{form}</p>
}

/** A default value that nobody is given. */
export const nobody = {} as never

type Handler = (request: Request) => Promise<Response>

export const handlers: Record<string, Handler> = {
  none: withAfter(waits(async () => tell('none'))),
  pattern: withAfter(waits(async ({ method }: Request) => tell(`pattern ${method}`))),
  default: withAfter(waits(async ({ method }: Request = nobody) => tell(`default ${method}`))),
  rest: withAfter(waits(async (...all: [Request]) => tell(`rest ${all.length}`))),
  arguments: withAfter(
    waits(async function () {
      // biome-ignore lint/complexity/noArguments: a form of its own
      return tell(`arguments ${arguments.length}`)
    }),
  ),
  wrapped: withAfter(waits(waits(async ({ method }: Request) => tell(`wrapped ${method}`)))),
}

interface Props {
  id: string
}

/** Each in a job of its own: what is around it waits, and is not compiled. */
const late = (Component: (props: Props) => ReactNode) => waits(async () => Component)

const None = (): ReactNode => draw('none')
const Pattern = ({ id }: Props): ReactNode => draw(`pattern ${typeof id}`)
const Default = ({ id }: Props = nobody): ReactNode => draw(`default ${typeof id}`)
const Rest = (...all: [Props]): ReactNode => draw(`rest ${typeof all[0]}`)
function Arguments(): ReactNode {
  // biome-ignore lint/complexity/noArguments: a form of its own
  return draw(`arguments ${typeof arguments[0]}`)
}

const components: Record<string, () => Promise<(props: Props) => ReactNode>> = {
  none: late(None),
  pattern: late(Pattern),
  default: late(Default),
  rest: late(Rest),
  arguments: late(Arguments),
}

/** `none/ada` */
export async function FormPage({ id, form }: Props & { form: string }): Promise<ReactNode> {
  const Component = await components[form]?.()
  return Component ? <Component id={id} /> : null
}
