// A transaction of the user's, as pg-boss takes it: known by its shape, for none of these packages is one of ours.
import { type Db, fromKnex, fromKysely, fromPrisma } from 'pg-boss'
import { coded } from '../error.ts'
import { badOption } from '../messages.generated.ts'
import { show } from '../options.ts'

type Has<Name extends string> = { readonly [name in Name]: (...args: never[]) => unknown }

const has = <Name extends string>(tx: unknown, name: Name): tx is Has<Name> =>
  typeof (tx as Record<string, unknown> | null)?.[name] === 'function'

interface Rows {
  readonly rows: unknown[]
}

/** What `db.execute` asks of a query: its text and its parameters, which drizzle-orm's `sql` makes of a template. */
interface DrizzleQuery {
  getSQL(): DrizzleQuery
  toQuery(): { sql: string; params: unknown[]; typings?: undefined }
}

function fromDrizzle(tx: { execute(query: DrizzleQuery): PromiseLike<Rows | unknown[]> }): Db {
  return {
    async executeSql(text, values = []) {
      const query: DrizzleQuery = {
        getSQL: () => query,
        toQuery: () => ({ sql: text, params: values }),
      }
      const result = await tx.execute(query)
      return { rows: Array.isArray(result) ? result : result.rows }
    },
  }
}

function fromClient(tx: { query(text: string, values?: unknown[]): PromiseLike<Rows> }): Db {
  return { executeSql: async (text, values) => ({ rows: (await tx.query(text, values)).rows }) }
}

/** @throws TypeError `AFTERWORD_BAD_OPTION` */
export function dbOf(tx: unknown): Db {
  // An adapter of pg-boss's own.
  if (has(tx, 'executeSql')) return tx as unknown as Db
  if (has(tx, '$queryRawUnsafe')) return fromPrisma(tx as never)
  if (has(tx, 'executeQuery')) return fromKysely(tx as never)
  if (has(tx, 'raw')) return fromKnex(tx as never)
  if (has(tx, 'execute')) return fromDrizzle(tx as never)
  // pg's client, PGlite's transaction.
  if (has(tx, 'query')) return fromClient(tx as never)
  const known = 'a transaction of pg, Drizzle, Kysely, Prisma, Knex or PGlite, or { executeSql }'
  throw coded(TypeError, badOption('after', 'durable.tx', 'tx', known, show(tx)))
}
