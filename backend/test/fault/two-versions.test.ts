/**
 * Two versions of the program on one database. This program is the older one. The newer one is the same code with one more migration.
 * A database of an older program is created by the first two migrations only.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { modelsOf } from '../../src/catalogue/catalogue.js'
import { catalogueAsOf } from '../../src/postgres/as-of.js'
import { DatabaseUnavailable } from '../../src/postgres/database-error.js'
import { acquireLease, assertLease } from '../../src/postgres/lease.js'
import { loadBaseline } from '../../src/postgres/load-baseline.js'
import { ownSchema, schemaVersion, type ProgramSchema } from '../../src/postgres/migrate.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../helpers/fake-upstream.js'
import { olderProgram } from '../helpers/older-program.js'
import { createTestDatabase, type TestDatabase } from '../helpers/postgres.js'
import { connect, createSyncFixture, type SyncFixture } from '../helpers/sync-fixture.js'
import { startTestApp, until, type TestApp } from '../helpers/test-app.js'

const newerVersion = schemaVersion + 1
const adding = `
  ALTER TABLE catalog_syncs ADD COLUMN region text NOT NULL DEFAULT 'here';
  ALTER TABLE model_versions ADD COLUMN note text;
  ALTER TABLE ai_models ADD COLUMN tags text[] NOT NULL DEFAULT '{}';
  CREATE TABLE of_newer_programs (id bigint PRIMARY KEY);
  CREATE INDEX ai_models_newer ON ai_models (last_seen);
  UPDATE modelkeep_schema SET version = ${newerVersion};`
const breaking = `
  ALTER TABLE catalog_syncs RENAME COLUMN detail TO remark;
  UPDATE modelkeep_schema SET version = ${newerVersion}, compatible_from = ${newerVersion};`
const adminToken = 'of-two-versions-0123456789'

let database: TestDatabase
let upstream: FakeUpstream
let dir: string
const open: { close(): Promise<void> }[] = []
beforeEach(async () => {
  database = await createTestDatabase()
  upstream = await startFakeUpstream({ models: catalogue(1) })
  dir = await mkdtemp(join(tmpdir(), 'modelkeep-versions-'))
})
afterEach(async () => {
  for (const fixture of open.splice(0)) await fixture.close()
  await upstream.close()
  await database.drop()
  await rm(dir, { recursive: true, force: true })
})

const catalogue = (size: number) => [exampleModel('a/one', { context_length: size }), exampleModel('a/two')]
const closeLater = <T extends { close(): Promise<void> }>(thing: T): T => (open.push(thing), thing)

async function newerProgram(migration: string): Promise<ProgramSchema> {
  const migrations = join(dir, 'newer')
  await cp(ownSchema.dir, migrations, { recursive: true })
  await writeFile(
    join(migrations, `${String(newerVersion).padStart(4, '0')}_newer.sql`),
    `-- Up Migration\n${migration}\n`,
  )
  return { version: newerVersion, dir: migrations }
}
async function startThis(): Promise<TestApp> {
  const app = await startTestApp({
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    ADMIN_TOKEN: adminToken,
  })
  closeLater({ close: () => app.stop() })
  await until(() => app.app.sync.db.status().state === 'connected')
  return app
}
async function newerFixture(schema: ProgramSchema): Promise<SyncFixture> {
  const fixture = closeLater(await createSyncFixture({ databaseUrl: database.url, holder: 'newer', schema }))
  fixture.clock.set(Date.now())
  return fixture
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 5))
const refresh = (app: TestApp) =>
  app.json<{ data: { id: number | null; status: string } }>('/api/refresh', {
    method: 'POST',
    headers: { authorization: `Bearer ${adminToken}` },
  })
const sizeServed = ({ app }: TestApp) => app.sync.snapshots.current()!.catalogue.byId.get('a/one')!.model.context_length

describe('this program', () => {
  it('keeps serving and syncing while a newer program extends the schema, and serves its syncs, with an exact history', async () => {
    const app = await startThis()
    await until(() => app.app.revalidation.status().lastSync?.id != null)
    let unanswered = 0
    const stop = new AbortController()
    const reading = (async () => {
      while (!stop.signal.aborted) {
        await turn()
        const responses = await Promise.all([
          app.fetch('/api/models'),
          app.fetch('/api/changes'),
          app.fetch('/api/syncs'),
        ])
        unanswered += responses.filter(({ status }) => status !== 200).length
      }
    })()
    const newer = await newerFixture(await newerProgram(adding)) // migrates while this one serves
    for (const size of [2, 4]) {
      newer.setUpstream(catalogue(size))
      newer.clock.set(Date.now())
      expect(await newer.sync()).toMatchObject({ status: 'applied' })
      await until(() => sizeServed(app) === size)
      upstream.setModels(catalogue(size + 1))
      expect((await refresh(app)).data).toMatchObject({ status: 'applied', id: expect.any(Number) as number })
    }
    stop.abort()
    await reading
    expect(unanswered).toBe(0)
    expect(app.app.sync.db.status().state).toBe('connected')
    const applied = await newer.db.query<{ observed_at: number }>(
      "SELECT observed_at FROM catalog_syncs WHERE status = 'applied' ORDER BY observed_at",
    )
    const sizes = await Promise.all(
      applied.map(
        async ({ observed_at }) =>
          modelsOf((await catalogueAsOf(newer.db, observed_at)).catalogue).get('a/one')!.context_length,
      ),
    )
    expect(sizes).toEqual([1, 2, 3, 4, 5])
  })

  it('starts on a database of a compatible newer program', async () => {
    const newer = await newerFixture(await newerProgram(adding))
    newer.setUpstream(catalogue(7))
    await newer.sync()
    const app = await startThis()
    await until(() => sizeServed(app) === 7)
    expect(app.app.sync.db.status().state).toBe('connected')
  })

  it('takes over the database of an older program that is still connected', async () => {
    const older = closeLater(await connect(database.url, await olderProgram(2, join(dir, 'older'))))
    await older.query(`INSERT INTO catalog_orders VALUES ('o', ARRAY['a/one'])`)
    await older.query(
      `INSERT INTO catalog_syncs (key, observed_at, source, scope, status, order_hash, model_count, duration_ms)
       VALUES (gen_random_uuid(), now() - interval '1 day', 'upstream', 'all', 'applied', 'o', 1, 1)`,
    )
    await older.query(`INSERT INTO model_contents VALUES ('c', $1)`, [JSON.stringify(catalogue(5)[0])])
    await older.query(
      `INSERT INTO model_versions (model_id, facet, sync_id, observed_at, hash)
       SELECT 'a/one', 'model', id, observed_at, 'c' FROM catalog_syncs`,
    )
    await startThis()
    const asOf = await catalogueAsOf(older, Date.now() - 3_600_000)
    expect([...modelsOf(asOf.catalogue).values()]).toEqual([catalogue(5)[0]])
    await older.query(
      `INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind)
       SELECT id, observed_at, 'a/one', 'model_added' FROM catalog_syncs ORDER BY id LIMIT 1`,
    )
  })

  it('stops writing to an incompatible schema, keeps serving, and spools its observations', async () => {
    const app = await startThis()
    await until(() => app.app.revalidation.status().lastSync?.id != null)
    const schema = await newerProgram(breaking)
    const newer = await newerFixture(schema)
    upstream.setModels(catalogue(2))
    expect((await refresh(app)).data).toMatchObject({ status: 'applied', id: null })
    expect(app.app.sync.db.status()).toMatchObject({
      state: 'refused',
      lastError: expect.stringMatching(/upgrade it/) as string,
    })
    expect(sizeServed(app)).toBe(2)
    expect((await app.fetch('/api/models')).status).toBe(200)
    expect(app.app.sync.spool.status().pending).toBe(1)
    expect((await loadBaseline(newer.db)).catalogue.byId.get('a/one')!.model.context_length).toBe(1)
  })

  it('does not commit if the schema has just become incompatible', async () => {
    const fixture = closeLater(await createSyncFixture({ databaseUrl: database.url }))
    const lease = await acquireLease(fixture.db, 'this', 60_000)
    await newerFixture(await newerProgram(breaking))
    await expect(fixture.db.transaction((tx) => assertLease(tx, lease!))).rejects.toThrow(DatabaseUnavailable)
    expect(fixture.db.status().state).toBe('refused')
  })

  it('detects an incompatible schema by polling', async () => {
    const app = await startThis()
    await newerFixture(await newerProgram(breaking))
    expect(await app.app.revalidation.loadFromDatabase()).toBeNull()
    expect(app.app.sync.db.status().state).toBe('refused')
  })
})
