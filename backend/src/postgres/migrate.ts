import type pg from 'pg'
import type { ClientBase } from 'pg'
import { packageFile } from '../lib/package-files.js'
import { SchemaRefused } from './database-error.js'
import { driver } from './connection/driver.js'
import { clientConfig, type ConnectionOptions } from './connection/pool.js'
import type { DatabaseSchema } from './queries/newest-sync.js'

/** The schema version that this program was written for: the number of the newest file in `backend/migrations`. */
export const schemaVersion = 4

/** The number of a program's newest migration, and the folder of its migrations. */
export interface ProgramSchema {
  readonly version: number
  readonly dir: string
}

export const ownSchema: ProgramSchema = { version: schemaVersion, dir: packageFile('migrations') }

export interface SchemaState {
  version: number
  /** The names of the migrations that this call applied. */
  applied: string[]
}

/** Long enough to migrate a large table; bounded, for a server that is frozen. */
const migrateWithinMs = 600_000

/**
 * Brings the schema up to this program's version. Several processes may start at once: an advisory lock serialises them. A newer
 * schema stays as it is. `client` reads the current version; migrations run on a connection of their own, with their own deadline.
 * `signal` cancels at once, and the server rolls back.
 *
 * @throws SchemaRefused if a newer schema excludes this program
 */
export async function migrate(
  client: ClientBase,
  connection: ConnectionOptions,
  own: ProgramSchema = ownSchema,
  signal?: AbortSignal,
): Promise<SchemaState> {
  const schema = await readSchema(client)
  if (schema) refuseIncompatible(schema, own.version)
  if (schema && schema.version >= own.version) return { version: schema.version, applied: [] }
  const migrating = new (driver().Client)({ ...clientConfig(connection), query_timeout: migrateWithinMs })
  migrating.on('error', () => {}) // its query is rejected as well
  await migrating.connect()
  const end = (): void => void migrating.end().catch(() => {}) // cancels a query in progress
  signal?.addEventListener('abort', end)
  try {
    signal?.throwIfAborted()
    return await applyMigrations(migrating, own)
  } finally {
    signal?.removeEventListener('abort', end)
    end()
  }
}

/** node-pg-migrate's own lock, which programs of other versions use too. */
const lockId = '7241865325823964'

/**
 * Applies all missing migrations in one transaction that holds the lock. node-pg-migrate would lock its session instead. Through
 * PgBouncer in transaction mode, later statements may run in another session, so such a lock would protect nothing and never end.
 */
async function applyMigrations(client: pg.Client, { version, dir }: ProgramSchema): Promise<SchemaState> {
  const { runner } = await import('node-pg-migrate') // slow to load
  await client.query(`BEGIN; SET LOCAL client_min_messages = error; SELECT pg_advisory_xact_lock(${lockId})`)
  const applied = await runner({
    dbClient: client,
    dir,
    direction: 'up',
    migrationsTable: 'modelkeep_migrations',
    noLock: true,
    singleTransaction: true, // its BEGIN does nothing inside our transaction; its COMMIT ends ours
    checkOrder: false,
    log: () => {},
    logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
  })
  await client.query('COMMIT') // needed if another process had migrated already: then the runner had nothing to commit
  const after = await readSchema(client)
  return { version: after?.version ?? version, applied: applied.map((migration) => migration.name) }
}

/** @throws SchemaRefused if the schema excludes programs of this version */
export function refuseIncompatible({ version, compatible_from: from }: DatabaseSchema, programVersion: number): void {
  if (from <= programVersion) return
  throw new SchemaRefused(
    `the database has schema ${version}, made by a newer program, and can be used by programs of schema ${from} or later; this one is of schema ${programVersion}: upgrade it`,
  )
}

async function readSchema(client: ClientBase): Promise<DatabaseSchema | null> {
  const exists = await client.query<{ found: boolean }>(`SELECT to_regclass('modelkeep_schema') IS NOT NULL AS found`)
  if (!exists.rows[0]?.found) return null
  const schema = await client.query<DatabaseSchema>('SELECT version, compatible_from FROM modelkeep_schema')
  return schema.rows[0] ?? null
}
