import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { schemaVersion } from '../../../src/postgres/migrate.js'
import { lastGoodFile } from '../../../src/snapshot/file-tier.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { startTcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

const models = [
  exampleModel('a/one'),
  exampleModel('b/two'),
  exampleModel('b/three', {
    architecture: { modality: 'text->image', input_modalities: ['text'], output_modalities: ['image'] },
  }),
]

let upstream: FakeUpstream
let database: TestDatabase
let dataDir: string
const open: TestApp[] = []
beforeEach(async () => {
  upstream = await startFakeUpstream({ models })
  database = await createTestDatabase()
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-tiers-'))
})
afterEach(async () => {
  for (const app of open.splice(0)) await app.stop()
  await upstream.close()
  await database.drop()
  await rm(dataDir, { recursive: true, force: true })
})

async function start(env: Record<string, string | undefined> = {}): Promise<TestApp> {
  const app = await startTestApp({
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    DATA_DIR: dataDir,
    ...env,
  })
  open.push(app)
  return app
}
const stopAll = async (): Promise<void> => {
  for (const app of open.splice(0)) await app.stop()
}
const nowhere = 'postgres://nobody@127.0.0.1:1/none'

async function list(
  app: TestApp,
): Promise<{ source: string | null; status: string | null; age: number; etag: string | null; data: unknown[] }> {
  const response = await app.fetch('/api/models', { headers: { 'Accept-Encoding': 'identity' } })
  expect(response.status).toBe(200)
  const { data } = (await response.json()) as { data: unknown[] }
  return {
    source: response.headers.get('x-data-source'),
    status: response.headers.get('cache-status'),
    age: Number(response.headers.get('age')),
    etag: response.headers.get('etag'),
    data,
  }
}

const synced = async (app: TestApp): Promise<void> =>
  until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)

describe('cold start through each tier', { timeout: 120_000 }, () => {
  it('serves upstream if there is nothing else, and commits it', async () => {
    const app = await start()
    // On a busy machine the seed is served first.
    await until(async () => (await list(app)).source !== 'seed')
    expect(await list(app)).toMatchObject({ source: 'upstream', data: models })
    await synced(app)
    expect(await app.json('/api/syncs')).toMatchObject({ data: [{ status: 'applied', model_count: 3 }] })
  })

  it('serves the database after a restart without upstream', async () => {
    await synced(await start())
    await stopAll()
    upstream.fault({ kind: 'refuse' })
    await rm(join(dataDir, lastGoodFile), { force: true })
    const app = await start()
    expect(await list(app)).toMatchObject({ source: 'database', data: models })
  })

  it('serves the file if the database is unreachable too', async () => {
    await synced(await start())
    await stopAll()
    upstream.fault({ kind: 'refuse' })
    const app = await start({ DATABASE_URL: nowhere })
    expect(await list(app)).toMatchObject({ source: 'file', data: models })
  })

  it('serves the seed, labelled as such, if nothing is reachable and there is no file', async () => {
    upstream.fault({ kind: 'refuse' })
    const app = await start({ DATABASE_URL: nowhere })
    const response = await list(app)
    expect(response.source).toBe('seed')
    expect(response.data.length).toBeGreaterThan(100)
    expect(response.age).toBeGreaterThan(0)
    expect(response.status).toMatch(/^modelkeep; hit; ttl=-/)
    expect(await app.json('/health/models')).toMatchObject({ state: 'stale', tier: 'seed' })
  })

  it('sends the same ETag for the same content from every tier', async () => {
    const first = await start()
    await synced(first)
    const { etag } = await list(first)
    await stopAll()
    upstream.fault({ kind: 'refuse' })
    const fromDatabase = await start({ DATA_DIR: await mkdtemp(join(dataDir, 'empty-')) })
    await until(async () => (await list(fromDatabase)).source === 'database')
    expect((await list(fromDatabase)).etag).toBe(etag)
    const fromFile = await start({ DATABASE_URL: 'off' })
    expect(await list(fromFile)).toMatchObject({ source: 'file', etag })
  })

  it('does not serve a damaged file, and reports it in /health', async () => {
    await writeFile(
      join(dataDir, lastGoodFile),
      '{"format":1,"hash":"no","confirmed_at":"2026-01-01T00:00:00.000Z","changed_at":"2026-01-01T00:00:00.000Z","models":[]}',
    )
    upstream.fault({ kind: 'refuse' })
    const app = await start({ DATABASE_URL: 'off' })
    expect((await list(app)).source).toBe('seed')
    expect(await app.json('/health/models')).toMatchObject({
      tiers: { file: { last_error: expect.stringContaining('damaged') } },
    })
  })

  it('never writes the seed to history, and never measures a shrink against it', async () => {
    upstream.fault({ kind: 'refuse' })
    const app = await start()
    expect((await list(app)).source).toBe('seed')
    await until(() => app.app.sync.db.status().state === 'connected')
    await upstream.restore()
    const done = await app.app.revalidation.refresh()
    expect(done).toMatchObject({ status: 'applied', added: 3, removed: 0 })
    expect(await list(app)).toMatchObject({ source: 'upstream', data: models })
  })
})

describe('better tiers replace worse ones as they arrive', () => {
  it('replaces the file by the database once it is reachable', async () => {
    await synced(await start())
    await stopAll()
    upstream.fault({ kind: 'refuse' })
    const port = await startTcpFaultProxy(database.url)
    await port.set({ kind: 'refuse' })
    const app = await start({ DATABASE_URL: port.url })
    expect((await list(app)).source).toBe('file')
    const swapped = app.next('snapshot')
    await port.set({ kind: 'pass' })
    await swapped
    expect((await list(app)).source).toBe('database')
    await stopAll()
    await port.close()
  })
})

/** Resolves once the database is connected and the spool is empty. */
const settled = ({ app }: TestApp): Promise<void> =>
  until(() => app.sync.db.status().state === 'connected' && app.sync.spool.status().pending === 0)

describe('PostgreSQL unavailable at run time', () => {
  it('keeps responding 200, syncs from upstream into the spool, and commits it later with its original time', async () => {
    const port = await startTcpFaultProxy(database.url)
    const app = await start({ DATABASE_URL: port.url })
    await synced(app)
    await settled(app)
    const lost = app.next('database')
    await port.set({ kind: 'refuse' })
    await lost
    expect(await list(app)).toMatchObject({ data: models })
    expect((await app.fetch('/api/syncs')).status).toBe(503)

    upstream.setModels([...models, exampleModel('c/new')])
    const kept = await app.app.revalidation.refresh()
    expect(kept).toMatchObject({ id: null, status: 'applied', added: 1 })
    expect((await list(app)).data).toHaveLength(4)
    expect(await app.json('/health/models')).toMatchObject({ spool: { pending: 1 } })

    const committed = app.next('spool', ({ what }) => what === 'committed')
    await port.set({ kind: 'pass' })
    await committed
    const { data } = await app.json<{ data: { observed_at: string; status: string }[] }>('/api/syncs')
    expect(data[0]).toMatchObject({ status: 'applied', observed_at: kept!.observed_at })
    expect((await list(app)).data).toHaveLength(4)
    await stopAll()
    await port.close()
  })
})

describe('two programs on one empty database', () => {
  it('start simultaneously, migrate once, and serve the same catalogue', async () => {
    const [one, two] = await Promise.all([start(), start({ DATA_DIR: await mkdtemp(join(dataDir, 'two-')) })])
    await Promise.all([settled(one), settled(two)])
    await until(async () => (await list(one)).etag === (await list(two)).etag)
    expect(await one.app.sync.db.query('SELECT version FROM modelkeep_schema')).toEqual([{ version: schemaVersion }])
    for (const app of [one, two]) expect((await list(app)).data).toEqual(models)
  })
})
