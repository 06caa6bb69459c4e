import { randomBytes } from 'node:crypto'
import { inject } from 'vitest'
import { query } from './query.js'

export interface TestDatabase {
  readonly url: string
  /** Ends every connection to it and deletes it. May be called more than once. */
  drop(): Promise<void>
}

/**
 * A fresh database on the run's server, under a name that nobody else has: empty, or with the current schema if `migrated`. Whoever asks
 * for it drops it, in `afterAll` say.
 */
export async function createTestDatabase({ migrated = false } = {}): Promise<TestDatabase> {
  const admin = inject('postgresUrl')
  const name = `test_${randomBytes(8).toString('hex')}`
  // Not from template1, which is refused as a source while another test looks at it.
  await query(admin, `CREATE DATABASE ${name} TEMPLATE ${migrated ? inject('migratedTemplate') : 'template0'}`)
  const url = new URL(admin)
  url.pathname = `/${name}`
  return {
    url: url.href,
    drop: () => dropDatabase(admin, name),
  }
}

/**
 * Autovacuum may be connected: its process belongs to the superuser, and this user may not end it (42501). It disconnects soon, so the
 * command is retried.
 */
async function dropDatabase(admin: string, name: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await query(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '42501' || tries === 100) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

/** Creates an empty database for the duration of `use`. */
export async function withDatabase<T>(use: (url: string) => Promise<T>): Promise<T> {
  const database = await createTestDatabase()
  try {
    return await use(database.url)
  } finally {
    await database.drop()
  }
}
