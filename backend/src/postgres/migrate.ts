import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import type { ClientBase } from 'pg'
import { SchemaRefused } from './database-error.js'
import { driver } from './driver.js'
import { clientConfig, type ConnectionOptions } from './pool.js'

/** The schema version that this program was written for: the number of the newest file in `backend/migrations`. */
export const schemaVersion = 3

const migrationsDir = fileURLToPath(new URL('../../migrations', import.meta.url))

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
 * @throws SchemaRefused when the newer schema says that this program is too old for it
 */
export async function migrate(client: ClientBase, connection: ConnectionOptions): Promise<SchemaState> {
  const schema = await readSchema(client)
  if (schema && schema.version > schemaVersion) return acceptNewer(schema)
  if (schema?.version === schemaVersion) return { version: schema.version, applied: [] }
  const migrating = new (driver().Client)({ ...clientConfig(connection), query_timeout: migrateWithinMs })
  migrating.on('error', () => {}) // its query is rejected as well
  await migrating.connect()
  try {
    return await applyMigrations(migrating)
  } finally {
    void migrating.end().catch(() => {})
  }
}

async function applyMigrations(client: pg.Client): Promise<SchemaState> {
  const { runner } = await import('node-pg-migrate') // it takes longer to load than a start may take
  const applied = await runner({
    dbClient: client,
    dir: migrationsDir,
    direction: 'up',
    migrationsTable: 'modelkeep_migrations',
    advisoryLockMode: 'wait',
    checkOrder: false,
    log: () => {},
    logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
  })
  const after = await readSchema(client)
  return { version: after?.version ?? schemaVersion, applied: applied.map((migration) => migration.name) }
}

interface Schema {
  version: number
  compatible_from: number
}

function acceptNewer(schema: Schema): SchemaState {
  if (schema.compatible_from > schemaVersion) {
    throw new SchemaRefused(
      `the database has schema ${schema.version}, made by a newer program, and can be used by programs of schema ${schema.compatible_from} or later; ` +
        `this one is of schema ${schemaVersion}: upgrade it`,
    )
  }
  return { version: schema.version, applied: [] }
}

async function readSchema(client: ClientBase): Promise<Schema | null> {
  const exists = await client.query<{ found: boolean }>(`SELECT to_regclass('modelkeep_schema') IS NOT NULL AS found`)
  if (!exists.rows[0]?.found) return null
  const schema = await client.query<Schema>('SELECT version, compatible_from FROM modelkeep_schema')
  return schema.rows[0] ?? null
}
