import { work } from '../../lib/work'

export const GET = async () => new Response(await work('get'), { status: 201 })

export async function POST({ request }: { request: Request }): Promise<Response> {
  const text = await request.text()
  return new Response(`${await work('post')} ${text}`)
}

export const PUT = async ({ params }: { params: { id?: string } }) =>
  new Response(`${await work('put')} ${params.id}`)
