import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { listenForSyncs } from '../../../src/postgres/connection/listen.js'
import type { Database } from '../../../src/postgres/database.js'
import { schemaVersion } from '../../../src/postgres/migrate.js'
import { startHttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { query } from '../../helpers/query.js'
import { connect, createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

const role = `test_${randomBytes(6).toString('hex')}`
let database: TestDatabase
const opened: Database[] = []

/** The roles of the tests have passwords, for servers that ask for one; this server's role may lack CREATEROLE. */
const mayCreateRoles = async (): Promise<boolean> =>
  (
    await query(
      inject('postgresUrl'),
      'SELECT rolsuper OR rolcreaterole AS may FROM pg_roles WHERE rolname = current_user',
    )
  )[0]?.['may'] === true
const hasRoles = await mayCreateRoles()
const noRoles = 'the role of the test server may not create roles: set MODELKEEP_TEST_DATABASE_URL to one that may'

beforeEach(async () => {
  database = await createTestDatabase()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((db) => db.close()))
  await database.drop()
})

function inSchema(path: string, url = database.url): string {
  const changed = new URL(url)
  changed.searchParams.set('options', `-c search_path=${path}`)
  return changed.href
}

async function open(url: string): Promise<Database> {
  const db = await connect(url)
  opened.push(db)
  return db
}

const relationsIn = async (schema: string): Promise<unknown[]> =>
  (
    await query(
      database.url,
      `SELECT relname::text AS name FROM pg_class WHERE relnamespace = '${schema}'::regnamespace ORDER BY 1`,
    )
  ).map(({ name }) => name)

describe('an ordinary role', () => {
  let asRole: string
  beforeEach(async (context) => {
    context.skip(!hasRoles, noRoles)
    await query(database.url, `CREATE ROLE ${role} LOGIN PASSWORD 'secret'`)
    const url = new URL(database.url)
    url.username = role
    url.password = 'secret'
    asRole = url.href
  })
  afterEach(async () => {
    if (!hasRoles) return
    await Promise.all(opened.splice(0).map((db) => db.close()))
    await query(database.url, `DROP OWNED BY ${role}; DROP ROLE ${role}`)
  })

  it('without privileges is told the privilege and the GRANT, which then suffices', async () => {
    const error = await connect(asRole).catch((reason: Error) => reason.message)
    expect(error).toBe(
      `the role "${role}" lacks the privilege CREATE on the schema "public": run GRANT CREATE ON SCHEMA "public" TO "${role}" as the owner of the database, or CREATE SCHEMA AUTHORIZATION "${role}" for a schema of its own`,
    )
    await query(database.url, /GRANT CREATE ON SCHEMA "public" TO "\w+"/.exec(error as string)![0])
    await open(asRole)
  })

  it('without any schema that it may use is told what to run, which then suffices', async () => {
    await query(database.url, 'REVOKE ALL ON SCHEMA public FROM PUBLIC')
    const error = await connect(asRole).catch((reason: Error) => reason.message)
    expect(error).toMatch(/may use none of the schemas of its search_path \("\$user", public\): run CREATE SCHEMA/)
    await query(database.url, /CREATE SCHEMA AUTHORIZATION "\w+"/.exec(error as string)![0])
    await open(asRole)
  })

  it('with its own schema keeps everything in it', async () => {
    await query(database.url, `CREATE SCHEMA AUTHORIZATION ${role}`)
    const db = await open(asRole)
    expect(await db.query(`SELECT count(*)::int AS count FROM ${role}.modelkeep_migrations`)).toEqual([
      { count: schemaVersion },
    ])
    expect(await relationsIn('public')).toEqual([])
    await open(asRole) // again, with everything migrated
  })

  it('is told which table it lacks privileges for, and nobody else is', async () => {
    await open(database.url)
    await query(database.url, `GRANT SELECT ON modelkeep_schema TO ${role}`)
    const app = await startHttpApp({ DATABASE_URL: asRole })
    await until(() => app.app.sync.db.status().state === 'lost')
    expect(app.app.sync.db.status().lastError).toMatch(
      /^the user lacks a privilege that the program needs: permission denied for table \w+; .*GRANT SELECT, INSERT.* TO "test_\w+"/,
    )
    expect((await app.send('/health/database')).json()).toMatchObject({
      last_error: 'the user lacks a privilege that the program needs',
    })
    expect(String((await app.send('/api/changes')).body)).not.toMatch(/GRANT|test_|permission denied/)
    await app.stop()
  })

  it('is told whose table it cannot adopt', async () => {
    await query(
      database.url,
      `CREATE TABLE ai_models (id varchar(255) PRIMARY KEY, name text, description text, context_length integer, created timestamptz);
       GRANT CREATE ON SCHEMA public TO ${role}`,
    )
    await expect(connect(asRole)).rejects.toThrow(`run ALTER TABLE "public"."ai_models" OWNER TO "${role}"`)
  })

  it('cannot upgrade the tables of another role, and is told to migrate as that role', async () => {
    await open(database.url)
    await query(
      database.url,
      `UPDATE modelkeep_schema SET version = 3; GRANT SELECT ON modelkeep_schema TO ${role}; GRANT CREATE ON SCHEMA public TO ${role}`,
    )
    await expect(connect(asRole)).rejects.toThrow(/schema is older than the program.*modelkeep migrate.*as "\w+"/)
  })
})

describe('two installations in one database', () => {
  let first: SyncFixture
  let second: SyncFixture
  beforeEach(async () => {
    await query(database.url, 'CREATE SCHEMA "One"; CREATE SCHEMA two')
    first = await createSyncFixture({ databaseUrl: inSchema('"One"') })
    second = await createSyncFixture({ databaseUrl: inSchema('two,"One",public') })
  })
  afterEach(async () => {
    await first.close()
    await second.close()
  })

  it('have the same tables, each its own models, and nothing in public', async () => {
    expect(await relationsIn('"One"')).toEqual(await relationsIn('two'))
    expect(await relationsIn('public')).toEqual([])
    first.setUpstream([exampleModel('a/first')])
    second.setUpstream([exampleModel('a/second')])
    const both = await Promise.all([first.sync(), second.sync()])
    expect(both.map((sync) => sync?.status)).toEqual(['applied', 'applied'])
    expect(await query(database.url, 'SELECT id FROM "One".ai_models')).toEqual([{ id: 'a/first' }])
    expect(await query(database.url, 'SELECT id FROM two.ai_models')).toEqual([{ id: 'a/second' }])
  })

  it('hear only of their own syncs', async () => {
    const clock = { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)) }
    const heard: string[] = []
    const listeners = [
      listenForSyncs(first.db, clock, () => void heard.push('first')),
      listenForSyncs(second.db, clock, () => void heard.push('second')),
    ]
    await until(() => heard.length === 2) // each listens now
    heard.length = 0
    second.setUpstream([exampleModel('a/second')])
    await second.sync()
    await until(() => heard.length > 0)
    first.setUpstream([exampleModel('a/first')])
    await first.sync()
    await until(() => heard.length > 1)
    expect(heard).toEqual(['second', 'first'])
    await Promise.all(listeners.map((listener) => listener.close()))
  })

  it('do not wait for each other to migrate', async () => {
    await query(database.url, 'CREATE SCHEMA three')
    const holder = await open(inSchema('two'))
    await holder.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(7241865325823964)') // that of an installation in public
      const other = await open(inSchema('three'))
      expect(other.status().state).toBe('connected')
    })
  })
})

describe('an installation of an earlier version', () => {
  it('that has its migrations table in public is upgraded in its own schema', async () => {
    await query(database.url, 'CREATE SCHEMA own')
    await (await open(inSchema('own'))).close()
    await query(
      database.url,
      `ALTER TABLE own.modelkeep_migrations SET SCHEMA public;
       ALTER TABLE own.catalog_lease DROP COLUMN asked_at; UPDATE own.modelkeep_schema SET version = 3;
       ALTER TABLE own.catalog_syncs DROP COLUMN import_id; DROP TABLE own.catalog_imports;
       DROP FUNCTION own.modelkeep_refuse_old_history CASCADE;
       DROP TABLE own.watch_deliveries, own.watch_events, own.watches;
       DROP TABLE own.mirror_versions, own.mirror_fetches, own.mirror_orders, own.mirror_contents,
         own.mirror_sources;
       DELETE FROM public.modelkeep_migrations WHERE name >= '0004'`,
    )
    const db = await open(inSchema('own'))
    expect(await db.query('SELECT version FROM modelkeep_schema')).toEqual([{ version: schemaVersion }])
    expect(await db.query('SELECT asked_at FROM catalog_lease')).toEqual([])
  })
})

it('a schema whose name cannot be quoted safely is refused', async () => {
  await query(database.url, `CREATE SCHEMA "o'clock"`)
  await expect(connect(inSchema(`"o'clock"`))).rejects.toThrow(/schema o'clock has a quote/)
})
