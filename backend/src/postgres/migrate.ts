import type pg from 'pg'
import type { ClientBase } from 'pg'
import { packageFile } from '../lib/package-files.js'
import { SchemaRefused } from './database-error.js'
import { driver } from './driver.js'
import { clientConfig, type ConnectionOptions } from './pool.js'
import type { DatabaseSchema } from './queries/newest-sync.js'

/** The schema version that this program was written for: the number of the newest file in `backend/migrations`. */
export const schemaVersion = 4

/** What a program was written for: the number of its newest migration, and the folder that they are in. */
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

/** A migration of a large table may take long; on a frozen server it must not wait for ever. */
const migrateWithinMs = 600_000

/**
 * Brings the schema up to this program's version. Safe when several processes start at once: they wait for one another on
 * an advisory lock. A newer schema is left alone: used when it says that this program's version is compatible with it.
 * `client` asks how things stand; what has to be migrated is migrated on a connection of its own, with a deadline of its own.
 * `signal` ends it at once, whatever it waits for; the server undoes what had been done.
 * @throws SchemaRefused when the newer schema says that this program is too old for it
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
  const end = (): void => void migrating.end().catch(() => {}) // where a query is under way it is cut off
  signal?.addEventListener('abort', end)
  try {
    signal?.throwIfAborted()
    return await applyMigrations(migrating, own)
  } finally {
    signal?.removeEventListener('abort', end)
    end()
  }
}

/** node-pg-migrate's own lock, which programs of other versions wait for, too. */
const lockId = '7241865325823964'

/**
 * All that is missing, in one transaction that holds the lock. node-pg-migrate would take the lock for its session; behind PgBouncer in
 * transaction mode the next statement may run in another session, and the lock would hold nobody off and stay for ever.
 */
async function applyMigrations(client: pg.Client, { version, dir }: ProgramSchema): Promise<SchemaState> {
  const { runner } = await import('node-pg-migrate') // it takes longer to load than a start may take
  await client.query(`BEGIN; SET LOCAL client_min_messages = error; SELECT pg_advisory_xact_lock(${lockId})`)
  const applied = await runner({
    dbClient: client,
    dir,
    direction: 'up',
    migrationsTable: 'modelkeep_migrations',
    noLock: true,
    singleTransaction: true, // its BEGIN finds ours and does nothing; its COMMIT ends ours
    checkOrder: false,
    log: () => {},
    logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
  })
  await client.query('COMMIT') // where another had been faster there was nothing to run, and nothing was ended
  const after = await readSchema(client)
  return { version: after?.version ?? version, applied: applied.map((migration) => migration.name) }
}

/** @throws SchemaRefused when the schema says that a program of this version must not touch it */
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
