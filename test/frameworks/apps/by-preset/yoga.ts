import { createServer } from 'node:http'
import { withAfter } from 'afterword/node'
import { createSchema, createYoga } from 'graphql-yoga'
import { journal } from './journal.ts'
import { work } from './work.ts'

const yoga = createYoga({
  logging: false,
  schema: createSchema({
    typeDefs:
      'type Query { find: Found } type Found { word: String } type Mutation { save(word: String): String }',
    resolvers: {
      Query: {
        find: async () => {
          await work('find')
          return {}
        },
      },
      Found: { word: () => work('word') },
      Mutation: { save: async (_: unknown, { word }: { word: string }) => `${word} ${await work('save')}` },
    },
  }),
})
createServer(withAfter((req, res) => journal(req, res) || yoga(req, res))).listen(Number(process.env.PORT))
