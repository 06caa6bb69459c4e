import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { query } from './query.js'

export interface TestDatabase {
  readonly url: string
  /** Ends every connection to it. May be called more than once. */
  drop(): Promise<void>
}

/** A fresh, empty database on the run's server, under a name that nobody else has. Whoever asks for it drops it, in `afterAll` say. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const admin = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  // From template0, to which nobody connects: template1 is refused as a source while another test looks at it.
  await query(admin, `CREATE DATABASE ${name} TEMPLATE template0`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: async () => void (await query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  }
}

/** Lends a fresh, empty database for as long as `use` takes. */
export async function withDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
  const database = await createTestDatabase()
  try {
    return await use(database.url)
  } finally {
    await database.drop()
  }
}
