// A plugin as JavaScript has it: nothing says that the application is Elysia's.
import { tell } from './tell.js'

// The first line of a method is what Elysia takes for its parameters.
class Orders {
  show({ body }) {
    return tell(`show ${JSON.stringify(body)}`)
  }
  async list() {
    return tell('list')
  }
  async query({ query, headers: { 'x-id': id } }) {
    await null
    return tell(`query ${query.a} ${id}`)
  }
  whole(context) {
    return tell(`whole ${JSON.stringify(context.body)}`)
  }
}
const orders = new Orders()

export const plugin = (app) =>
  app
    .post('/method/show', orders.show)
    .get('/method/list', orders.list)
    .post('/method/list', orders.list)
    .get('/method/query', orders.query)
    .post('/method/whole', orders.whole)
    .post('/pattern', ({ body }) => tell(`pattern ${JSON.stringify(body)}`))
    .post('/several', async ({ body, query, headers: { 'x-id': id } }) =>
      tell(`several ${JSON.stringify(body)} ${query.a} ${id}`),
    )
    .get('/none', () => tell('none'))
    .post('/none', async () => tell('none'))
    .post('/default', ({ body = 1 }) => tell(`default ${JSON.stringify(body)}`))
    .post('/context', (context) => tell(`context ${JSON.stringify(context.body)}`))
    .post('/function', ({ body }) => tell(`function ${JSON.stringify(body)}`))
    .post('/set', ({ body, set, cookie: { a } }) => {
      set.headers['x-a'] = 'b'
      return tell(`set ${JSON.stringify(body)} ${a?.value}`)
    })
    .group('/group', (app) => app.post('/in', ({ body }) => tell(`in ${JSON.stringify(body)}`)))
    .group('/named', (named) =>
      named
        .post('/in', ({ body }) => tell(`named ${JSON.stringify(body)}`))
        .post('/none', async () => tell('none')),
    )
