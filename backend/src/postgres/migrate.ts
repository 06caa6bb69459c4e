import { readdir } from 'node:fs/promises'
import { parse } from 'node:path'
import type pg from 'pg'
import type { ClientBase } from 'pg'
import { packageFile } from '../lib/package-files.js'
import { firstLine, ForeignTable, SchemaRefused, unavailability, type Grantee } from './database-error.js'
import { createClient, type ConnectionOptions } from './connection/pool.js'
import type { DatabaseSchema } from './queries/newest-sync.js'
import { quoted, readInstallation, type Installation } from './setup/installation.js'
import { assertMigratable } from './setup/prepare-schema.js'

/** The schema version that this program was written for: the number of the newest file in `backend/migrations`. */
export const schemaVersion = 9

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
  /** The role and the schema of the installation. */
  who: Required<Grantee>
}

/** Long enough to migrate a large table; bounded, for a server that is frozen. */
const migrateWithinMs = 600_000

/**
 * Brings the current schema up to this program's version. Several processes may start at once: an advisory lock serialises them. A
 * newer schema stays as it is. `client` reads the current version; migrations run on a connection of their own, with their own
 * deadline. `signal` cancels at once, and the server rolls back.
 *
 * @throws SchemaRefused if a newer schema excludes this program
 * @throws ForeignTable @throws PrivilegeMissing
 */
export async function migrate(
  client: ClientBase,
  connection: ConnectionOptions,
  own: ProgramSchema = ownSchema,
  signal?: AbortSignal,
): Promise<SchemaState> {
  const installation = await readInstallation(client)
  const found = installation.version
  if (found) refuseIncompatible(found, own.version)
  if (found && found.version >= own.version) return { version: found.version, applied: [], who: whoOf(installation) }
  const migrating = createClient(connection, { query_timeout: migrateWithinMs })
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

/**
 * Serialises the migrations of one installation, that is of one schema. That of `public` is node-pg-migrate's own, which earlier
 * programs use too.
 */
const migrationLock = `CASE current_schema() WHEN 'public' THEN 7241865325823964
  ELSE hashtextextended(current_schema(), 7241865325823964) END`

/**
 * Applies all missing migrations in one transaction that holds the lock. node-pg-migrate would lock its session instead. Through
 * PgBouncer in transaction mode, later statements may run in another session, so such a lock would protect nothing and never end.
 */
async function applyMigrations(client: pg.Client, own: ProgramSchema): Promise<SchemaState> {
  const { runner } = await import('node-pg-migrate') // slow to load
  await client.query(`BEGIN; SET LOCAL client_min_messages = error; SELECT pg_advisory_xact_lock(${migrationLock})`)
  const found = await readInstallation(client) // another process may have migrated meanwhile
  if (found.version && found.version.version >= own.version)
    return { version: found.version.version, applied: [], who: whoOf(found) }
  const adopts = await assertMigratable(client, found)
  await createMigrationsTable(client, found, own)
  const applied = await runner({
    dbClient: client,
    dir: own.dir,
    direction: 'up',
    migrationsSchema: found.schema,
    migrationsTable: 'modelkeep_migrations',
    noLock: true,
    singleTransaction: true, // its BEGIN does nothing inside our transaction; its COMMIT ends ours
    checkOrder: false,
    log: () => {},
    logger: { info: () => {}, warn: () => {}, error: () => {}, debug: () => {} },
  }).catch((error: unknown) => {
    throw adopts && unavailability(error) === null ? notAdopted(found.schema, error) : error
  })
  const after = await readInstallation(client)
  return {
    version: after.version?.version ?? own.version,
    applied: applied.map((migration) => migration.name),
    who: whoOf(found),
  }
}

function whoOf({ role, schema }: Installation): Required<Grantee> {
  return { role: quoted(role), schema: quoted(schema) }
}

/**
 * Programs of earlier versions kept this table in `public`, wherever the others were. If it is not beside them, the migrations up to
 * their version have been applied.
 */
async function createMigrationsTable(
  client: pg.Client,
  { version }: Installation,
  { dir }: ProgramSchema,
): Promise<void> {
  const { rows } = await client.query<{ found: boolean }>(
    `SELECT to_regclass(quote_ident(current_schema()) || '.modelkeep_migrations') IS NOT NULL AS found`,
  )
  if (rows[0]?.found) return
  await client.query(
    'CREATE TABLE modelkeep_migrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL)',
  )
  const names = (await readdir(dir)).filter((file) => file.endsWith('.sql')).map((file) => parse(file).name)
  const applied = names.filter((name) => version !== null && Number.parseInt(name, 10) <= version.version).toSorted()
  await client.query(
    'INSERT INTO modelkeep_migrations (name, run_on) SELECT name, now() FROM unnest($1::text[]) WITH ORDINALITY AS o (name, nr) ORDER BY nr',
    [applied],
  )
}

function notAdopted(schema: string, cause: unknown): ForeignTable {
  return new ForeignTable(
    `the table ${quoted(schema)}."ai_models" cannot be adopted: ${firstLine(cause)}; repair it, rename it, or give Modelkeep a schema of its own`,
    { cause },
  )
}

/** @throws SchemaRefused if the schema excludes programs of this version */
export function refuseIncompatible({ version, compatible_from: from }: DatabaseSchema, programVersion: number): void {
  if (from <= programVersion) return
  throw new SchemaRefused(
    `the database has schema ${version}, made by a newer program, and can be used by programs of schema ${from} or later; this one is of schema ${programVersion}: upgrade it`,
  )
}
