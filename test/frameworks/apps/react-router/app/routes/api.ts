import { work } from '../lib/work'

export const loader = async () => new Response(await work('get'), { status: 201 })

interface Args {
  request: Request
  params: { id?: string }
}

export const action = async (args: Args) => (args.request.method === 'PUT' ? put(args) : post(args))

async function post({ request }: Args): Promise<Response> {
  const text = await request.text()
  return new Response(`${await work('post')} ${text}`)
}

const put = async ({ params }: Args) => new Response(`${await work('put')} ${params.id}`)
