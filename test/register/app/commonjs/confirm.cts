const { after, headers } = require('afterword') as typeof import('afterword')

interface Line {
  id: string
  header: string | null
  own: boolean
  name: string
}

const journal: Line[] = []

async function confirm(id: string): Promise<string> {
  const own = headers().get('x-request')
  await new Promise((resolve) => setTimeout(resolve, id.length))
  after(({ name }) => {
    journal.push({ id, header: headers().get('x-request'), own: own === id, name })
  })
  return `done ${id}`
}

async function fail(): Promise<never> {
  const id: string = await Promise.resolve('boom')
  return [id].map((each: string): never => { throw new Error(each) })[0] as never // biome-ignore format: one line
}

module.exports = { journal, confirm, fail }
