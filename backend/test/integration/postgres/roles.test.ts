import { readFileSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createObservation } from '../../../src/snapshot/observation.js'
import type { Database } from '../../../src/postgres/database.js'
import { findBinaries } from '../../../../embedded-postgres/src/binaries/find-binaries.js'
import { layoutOf } from '../../../../embedded-postgres/src/data-dir/layout.js'
import { chooseOwner } from '../../../../embedded-postgres/src/process/owner.js'
import { startEmbedded, type EmbeddedServer } from '@modelkeep/embedded-postgres/server'
import { runSuperuserSql } from '../../../../embedded-postgres/src/cluster/single-user.js'
import { catalogueAsOf } from '../../../src/postgres/as-of.js'
import { insertQuarantined } from '../../../src/postgres/queries/quarantine.js'
import { thinSyncs } from '../../../src/postgres/queries/thin-syncs.js'
import { commitMirror, readMirror } from '../../../src/mirrors/mirror-database.js'
import { claimFetch, releaseFetch } from '../../../src/mirrors/queries/claim-fetch.js'
import { confirmMirror } from '../../../src/mirrors/queries/write-fetch.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { asAdmin, startHttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream } from '../../helpers/fake-upstream.js'
import { importRaw } from '../../helpers/import-export.js'
import { query } from '../../helpers/query.js'
import { connect, createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { until } from '../../helpers/test-app.js'

const rolesSql = readFileSync(new URL('../../../../ops/roles.sql', import.meta.url), 'utf8')
const quiet = { info: () => {}, warn: () => {}, debug: () => {} }
const clock = createFakeClock()
const start = clock.now()
const [minute, day] = [60_000, 86_400_000]

let dataDir: string
let server: EmbeddedServer
let owner: Database
let fixture: SyncFixture

/** A separate server, since roles belong to a whole server. Runs the steps that the file describes, in their order. */
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-roles-'))
  await (await startEmbedded({ dataDir, log: quiet })).stop()
  await mayCreateRoles()
  server = await startEmbedded({ dataDir, log: quiet })
  await query(server.url, rolesSql)
  await query(server.url, 'GRANT modelkeep_serve TO modelkeep') // lets tests switch roles without passwords
  owner = await connect(as('modelkeep_owner')) // migrates
  await query(server.url, rolesSql)
  fixture = await createSyncFixture({ databaseUrl: as('modelkeep_serve'), clock })
})
afterAll(async () => {
  await fixture.close()
  await owner.close()
  await server.stop()
  await rm(dataDir, { recursive: true, force: true })
})

async function mayCreateRoles(): Promise<void> {
  const layout = layoutOf(dataDir)
  const systemOwner = await chooseOwner(layout.cluster)
  const binaries = await findBinaries(systemOwner, {
    packageDir: undefined,
    copyDirs: systemOwner.switches ? [layout.runtime, '/var/tmp'] : [layout.runtime],
  })
  await runSuperuserSql({ binaries, owner: systemOwner, dir: layout.cluster }, ['ALTER ROLE modelkeep CREATEROLE'])
}

/** A URL whose connections have only the rights of the role. */
function as(role: string): string {
  const url = new URL(server.url)
  url.searchParams.set('options', `-c role=${role}`)
  return url.href
}

const models = (...contexts: number[]): Record<string, unknown>[] =>
  contexts.map((context, nr) => exampleModel(`a/m${nr}`, { context_length: context }))

/** Runs one statement as the serving role. @returns the SQLSTATE of the error, or the number of affected rows */
async function serving(sql: string): Promise<string | number> {
  const client = new pg.Client({ connectionString: as('modelkeep_serve') })
  await client.connect()
  try {
    return (await client.query(sql)).rowCount ?? 0
  } catch (error) {
    return (error as { code: string }).code
  } finally {
    await client.end()
  }
}

async function syncAt(moment: number, contexts: number[]): Promise<string | undefined> {
  clock.set(start + moment)
  fixture.setUpstream(models(...contexts))
  return (await fixture.sync())?.status
}

describe('the serving role of ops/roles.sql', () => {
  it('is the role of the program in these tests', async () => {
    expect(await fixture.db.query('SELECT current_user AS role')).toEqual([{ role: 'modelkeep_serve' }])
    expect(await owner.query('SELECT current_user AS role')).toEqual([{ role: 'modelkeep_owner' }])
  })

  it('can sync: models are added, changed, removed and returned, and payloads quarantined', async () => {
    expect(await syncAt(0, [1, 1, 1, 1, 1, 1])).toBe('applied')
    expect(await syncAt(minute, [1, 1, 1, 1, 1, 1])).toBe('unchanged')
    expect(await syncAt(30 * minute, [2, 1, 1, 1, 1])).toBe('applied')
    expect(await syncAt(31 * minute, [2, 1, 1, 1, 1, 1])).toBe('applied')
    expect(await syncAt(32 * minute, [2])).toBe('quarantined')
    expect(await syncAt(33 * minute, [2, 1, 1, 1, 1, 1])).toBe('unchanged')
  })

  it('can commit spooled observations into history, and derive later changes again', async () => {
    await syncAt(34 * minute, [2, 1, 1, 1, 1, 1])
    const observation = createObservation({
      observedAt: start + 33.5 * minute,
      source: 'upstream',
      scope: 'all',
      durationMs: 1,
      bytes: Buffer.from(JSON.stringify({ data: models(5, 1, 1, 1, 1, 1) })),
    })
    await fixture.ctx.spool.append(observation)
    await replaySpool(fixture.ctx, new AbortController().signal)
    expect(fixture.ctx.spool.status().pending).toBe(0)
    expect(await contextAt(33.6)).toBe(5)
    expect(await contextAt(34)).toBe(2)
  })

  it('can keep mirrored catalogues', async () => {
    const { db } = fixture
    expect(await claimFetch(db, 'litellm', 0)).toBe(true)
    const commit = (changedAt: number, body: string) => {
      const catalogue = { source: 'litellm', document: null, changedAt, etag: null, lastModified: null } as const
      return commitMirror(db, { ...catalogue, hashes: new Map([['gpt', body]]) }, new Map([[body, body]]))
    }
    await commit(1_000, '1')
    await commit(2_000, '2')
    await confirmMirror(db, 'litellm', 3_000)
    const quarantined = {
      scope: 'litellm',
      reason: 'shrunk',
      modelId: null,
      lossHash: null,
      body: Buffer.alloc(1),
    } as const
    await db.transaction((tx) =>
      insertQuarantined(tx, { ...quarantined, payloadHash: 'x', detail: 'small', observedAt: 4_000 }),
    )
    await releaseFetch(db, 'litellm')
    expect((await readMirror(db, 'litellm', null))?.catalogue.document).toEqual({ gpt: 2 })
    expect(await serving('DELETE FROM mirror_versions')).toBe('42501')
  })

  it('can thin the sync log', async () => {
    const before = await fixture.db.query('SELECT id FROM catalog_syncs')
    const deleted = await thinSyncs(fixture.db, Date.now())
    expect(deleted).toBeGreaterThan(0) // these syncs are dated long ago
    expect(await fixture.db.query('SELECT id FROM catalog_syncs')).toHaveLength(before.length - deleted)
  })

  it('can commit a spooled observation 29 days late; an older one is put aside', async () => {
    await syncAt(35 * minute, [2, 1, 1, 1, 1, 1])
    for (const [late, models5] of [
      [29, models(6, 1, 1, 1, 1, 1)],
      [31, models(7, 1, 1, 1, 1, 1)],
    ] as const) {
      const observation = createObservation({
        observedAt: start + 35 * minute - late * day,
        source: 'upstream',
        scope: 'all',
        durationMs: 1,
        bytes: Buffer.from(JSON.stringify({ data: models5 })),
      })
      await fixture.ctx.spool.append(observation)
    }
    await replaySpool(fixture.ctx, new AbortController().signal)
    expect(fixture.ctx.spool.status().pending).toBe(0)
    expect(await contextAt(-28 * 24 * 60)).toBe(6)
    expect(await contextAt(-30 * 24 * 60)).toBeUndefined()
    expect(await readdir(join(fixture.dataDir, 'spool', 'unusable'))).toHaveLength(1)
  })

  describe('cannot add history that is more than 30 days older than the newest sync', () => {
    const oldSync = (
      daysAgo: number,
    ): string => `INSERT INTO catalog_syncs (key, observed_at, source, scope, status, duration_ms)
      SELECT gen_random_uuid(), least(max(observed_at), now()) - interval '${daysAgo} days', 'rewriting', 'all', 'failed', 0 FROM catalog_syncs`
    const version = (
      observedAt: string,
    ): string => `INSERT INTO model_versions (model_id, facet, sync_id, observed_at, hash)
      SELECT 'a/forged', 'model', id, ${observedAt}, NULL FROM catalog_syncs ORDER BY observed_at DESC LIMIT 1`
    const change = (observedAt: string): string => `INSERT INTO catalog_changes (sync_id, observed_at, model_id, kind)
      SELECT id, ${observedAt}, 'a/forged', 'model_added' FROM catalog_syncs ORDER BY observed_at DESC LIMIT 1`

    it.each([31, 400, 5_000])('as a sync of %d days before', async (daysAgo) => {
      expect(await serving(oldSync(daysAgo))).toBe('23514')
    })

    it.each([
      ['a version', version("observed_at - interval '31 days'")],
      ['a change', change("observed_at - interval '31 days'")],
      ['a version dated otherwise than its sync', version("observed_at - interval '1 hour'")],
      ['a version of the future', version("observed_at + interval '1 hour'")],
      ['a change dated otherwise than its sync', change("observed_at - interval '1 hour'")],
    ])('as %s of a new sync', async (_, sql) => {
      expect(await serving(sql)).toBe('23514')
    })

    it('whatever hides the sync log', async () => {
      const hiding = `CREATE TEMP TABLE catalog_syncs (id bigint, observed_at timestamptz);
        INSERT INTO pg_temp.catalog_syncs VALUES (1, '2001-01-01');
        CREATE TEMP TABLE inserted (observed_at timestamptz); SET search_path = pg_temp, public;`
      expect(await serving(`${hiding} ${oldSync(31).replaceAll('catalog_syncs', 'public.catalog_syncs')}`)).toBe(
        '23514',
      )
    })

    it.each([
      "SET session_replication_role = 'replica'",
      'ALTER TABLE catalog_syncs DISABLE TRIGGER refuse_old_history',
      'DROP TRIGGER refuse_old_history ON model_versions',
      "CREATE OR REPLACE FUNCTION modelkeep_refuse_old_history() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
      'INSERT INTO catalog_imports (files) VALUES (ARRAY[]::text[])',
    ])('by %s', async (sql) => {
      expect(await serving(sql)).toBe('42501')
    })

    it('not even after a sync that claims to be of the far future, which keeps nobody from adding', async () => {
      expect(await serving(oldSync(-40_000))).toBe(1)
      expect(await serving(oldSync(31))).toBe('23514')
      expect(await serving(oldSync(1))).toBe(1)
      await owner.query("DELETE FROM catalog_syncs WHERE source = 'rewriting'")
    })

    it('by import, which says whose role it needs', async () => {
      const capture = { observed_at: new Date(start - 400 * day).toISOString(), data: models(9) }
      await expect(importRaw(fixture.db, [capture])).rejects.toThrow(
        'only the role that owns the tables may rewrite history: connect as modelkeep_owner; DATABASE_URL connects as modelkeep_serve',
      )
    })
  })

  it('can serve every route, administration included', async () => {
    const upstream = await startFakeUpstream({ models: models(2, 1, 1, 1, 1, 1) })
    upstream.setDocument('providers', { data: [{ name: 'Example', slug: 'example' }] })
    const app = await startHttpApp({ DATABASE_URL: as('modelkeep_serve'), OPENROUTER_BASE_URL: upstream.url })
    await until(() => app.app.sync.db.status().state === 'connected')
    for (const path of [
      '/api/models',
      '/api/models?as_of=2026-01-01T00:10:00Z',
      '/api/models?removed=true',
      '/api/changes',
      '/api/syncs',
      '/api/models/a/m0/history',
      '/api/diff?from=2026-01-01T00:10:00Z',
      '/api/quarantine',
      '/api/providers',
      '/health/database',
      '/metrics',
    ]) {
      expect([path, (await app.send({ path, headers: asAdmin })).status]).toEqual([path, 200])
    }
    expect((await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).json()).toMatchObject({
      data: { status: 'unchanged', id: expect.any(Number) },
    })
    upstream.setModels(models(2, 1))
    await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
    const { data } = (await app.send({ path: '/api/quarantine', headers: asAdmin })).json<{ data: { id: number }[] }>()
    expect(
      (await app.send({ method: 'POST', path: `/api/quarantine/${data[0]!.id}/approve`, headers: asAdmin })).json(),
    ).toMatchObject({ data: { status: 'applied', removed: 4 } })
    expect(await serving("SELECT FROM mirrored_documents WHERE path = 'providers'")).toBe(1)
    await app.stop()
    await upstream.close()
  })

  it.each(['catalog_orders', 'model_contents', 'model_versions'])(
    'cannot change, delete or truncate history: %s',
    async (table) => {
      const [column] = (
        await owner.query<{ name: string }>(
          'SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum = 2',
          [table],
        )
      ).map(({ name }) => name)
      for (const sql of [
        `UPDATE ${table} SET ${column} = ${column}`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
        `ALTER TABLE ${table} ADD COLUMN x text`,
        `DROP TABLE ${table}`,
        `DELETE FROM ${table} WHERE false`,
      ])
        expect([sql, await serving(sql)]).toEqual([sql, '42501'])
      expect(await serving(`SELECT FROM ${table}`)).toBeGreaterThan(0)
    },
  )

  it('can change only unchanged syncs, and delete only old ones that applied nothing', async () => {
    const all = await serving('SELECT FROM catalog_syncs')
    expect(await serving("DELETE FROM catalog_syncs WHERE status = 'applied'")).toBe(0)
    expect(
      await serving(
        `INSERT INTO catalog_syncs (key, observed_at, source, scope, status, duration_ms)
         VALUES (gen_random_uuid(), now(), 'test', 'all', 'failed', 0)`,
      ),
    ).toBe(1)
    expect(await serving("DELETE FROM catalog_syncs WHERE source = 'test'")).toBe(0)
    expect(await serving("UPDATE catalog_syncs SET added = 99 WHERE status = 'applied'")).toBe(0)
    expect(await serving("UPDATE catalog_syncs SET status = 'failed' WHERE status = 'unchanged'")).toBe('42501')
    for (const column of ['observed_at', 'order_hash', 'model_count', 'key'])
      expect(await serving(`UPDATE catalog_syncs SET ${column} = ${column}`)).toBe('42501')
    expect(await serving('TRUNCATE catalog_syncs CASCADE')).toBe('42501')
    expect(await serving('SELECT FROM catalog_syncs')).toBe(Number(all) + 1)
  })

  it.each([
    'ai_models',
    'catalog_lease',
    'catalog_history',
    'catalog_changes',
    'quarantined_payloads',
    'mirrored_documents',
  ])('cannot truncate or drop other tables: %s', async (table) => {
    for (const sql of [`TRUNCATE ${table}`, `DROP TABLE ${table}`])
      expect([sql, await serving(sql)]).toEqual([sql, '42501'])
  })

  it.each([
    'CREATE TABLE mine (id integer)',
    'UPDATE modelkeep_schema SET version = 0',
    'DELETE FROM modelkeep_migrations',
    'ALTER TABLE catalog_syncs DISABLE ROW LEVEL SECURITY',
    'DROP POLICY thin_old ON catalog_syncs',
    'CREATE ROLE another',
  ])('cannot bypass its restrictions: %s', async (sql) => {
    expect(await serving(sql)).toBe('42501')
  })
})

describe('a missing schema', () => {
  it('is not created by the serving role, which reports the missing privilege and serves without the database', async () => {
    await query(server.url, 'CREATE DATABASE unmade')
    const url = new URL(as('modelkeep_serve'))
    url.pathname = '/unmade'
    const app = await startHttpApp({ DATABASE_URL: url.href })
    await until(() => app.app.sync.db.status().state === 'lost')
    expect((await app.send('/health/database')).json()).toMatchObject({
      state: 'lost',
      last_error: 'the user lacks a privilege that the program needs',
    })
    expect((await app.send('/api/models')).status).toBe(200)
    await app.stop()
  })
})

describe('the owner of ops/roles.sql', () => {
  it('can import into history', async () => {
    const day0 = start - 2 * day
    const captures = [0, 1].map((nr) => ({
      observed_at: new Date(day0 + nr * day).toISOString(),
      data: models(7 + nr, 1, 1, 1, 1, 1),
    }))
    expect(await importRaw(owner, captures)).toMatchObject({ skipped: 0, bad: [] })
    expect((await catalogueAsOf(owner, day0)).catalogue.byId.get('a/m0')?.model.context_length).toBe(7)
  })

  it('still owns all tables when the file is run again', async () => {
    await query(server.url, rolesSql)
    expect(await owner.query("SELECT DISTINCT tableowner AS owner FROM pg_tables WHERE schemaname = 'public'")).toEqual(
      [{ owner: 'modelkeep_owner' }],
    )
    expect(await serving('DELETE FROM model_versions')).toBe('42501')
  })
})

/** The context of the first model, in minutes after the start. */
async function contextAt(minutes: number): Promise<number | null | undefined> {
  return (await catalogueAsOf(fixture.db, start + minutes * minute)).catalogue.byId.get('a/m0')?.model.context_length
}
