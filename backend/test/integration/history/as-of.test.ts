import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { createObservation } from '../../../src/snapshot/observation.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'
import { startTcpFaultProxy, type TcpFaultProxy } from '../../helpers/tcp-fault-proxy.js'
import { until } from '../../helpers/test-app.js'

interface ModelList {
  data: Record<string, unknown>[]
  total_count: number
  links: { next: string | null }
  missing_ids?: string[]
  reason?: string
}
interface Problem {
  status: number
  parameter?: string
  detail: string
}

const start = Date.parse('2026-03-01T00:00:00Z')
const at = (minutes: number): string => new Date(start + minutes * 60_000).toISOString()
const alpha = exampleModel('a/alpha', { created: start / 1000 - 86_400 * 10 })
const beta = exampleModel('b/beta:free', {
  pricing: { prompt: '0', completion: '0' },
  benchmarks: { artificial_analysis: { intelligence_index: 40 } },
})
const gamma = exampleModel('c/gamma', {
  architecture: {
    modality: 'text->image',
    input_modalities: ['text'],
    output_modalities: ['image'],
    tokenizer: 'Other',
    instruct_type: null,
  },
})
const dearAlpha = { ...alpha, pricing: { prompt: '0.0000009', completion: '0.0000018' } }
const betterBeta = { ...beta, benchmarks: { artificial_analysis: { intelligence_index: 55 } } }

let clock: FakeClock
let upstream: FakeUpstream
let database: TestDatabase
let port: TcpFaultProxy
let app: HttpApp
/** Another replica on the same database. */
let replica: SyncFixture

async function observe(minutes: number, models: unknown[]): Promise<void> {
  clock.set(start + minutes * 60_000)
  upstream.setModels(models)
  await app.app.revalidation.refresh()
}

/** Another replica commits an earlier observation. */
async function rewrite(minutes: number, models: unknown[]): Promise<void> {
  await replica.ctx.spool.append(
    createObservation({
      observedAt: start + minutes * 60_000,
      source: 'upstream',
      scope: 'all',
      durationMs: 1,
      bytes: Buffer.from(JSON.stringify({ data: models })),
    }),
  )
  await replaySpool(replica.ctx, new AbortController().signal)
}

beforeAll(async () => {
  clock = createFakeClock(start)
  upstream = await startFakeUpstream({ models: [alpha, beta, gamma] })
  database = await createTestDatabase()
  port = await startTcpFaultProxy(database.url)
  app = await startHttpApp(
    {
      DATABASE_URL: port.url,
      OPENROUTER_BASE_URL: upstream.url,
      MAX_SHRINK_PERCENT: '100',
      MAX_GROWTH_PERCENT: '1000000',
    },
    { clock },
  )
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  await observe(10, [beta, dearAlpha, gamma])
  await observe(20, [betterBeta, dearAlpha, gamma])
  await observe(30, [gamma, betterBeta])
  await observe(40, [gamma, betterBeta])
  await observe(50, [alpha, gamma])
  clock.set(start + 60 * 60_000)
  replica = await createSyncFixture({ databaseUrl: database.url, clock, holder: 'another' })
  replica.ctx.maxShrinkPercent = 100
  replica.ctx.maxGrowthPercent = 1_000_000
})
afterAll(async () => {
  await replica.close()
  await app.stop()
  await port.close()
  await upstream.close()
  await database.drop()
})

const list = async (query: string): Promise<ModelList> => (await app.send(`/api/models?${query}`)).json()
const idsAt = async (query: string): Promise<unknown[]> => (await list(query)).data.map(({ id }) => id)
const cacheStatus = async (path: string): Promise<unknown> => (await app.send(path)).headers['cache-status']

describe('the catalogue as of T', () => {
  it.each<[number, unknown[]]>([
    [0, [alpha, beta, gamma]],
    [9.99, [alpha, beta, gamma]],
    [10, [beta, dearAlpha, gamma]],
    [20, [betterBeta, dearAlpha, gamma]],
    [30, [gamma, betterBeta]],
    [45, [gamma, betterBeta]],
    [50, [alpha, gamma]],
    [60, [alpha, gamma]],
    [61, [alpha, gamma]], // tolerated clock skew
  ])('after %d minutes is the one observed by then, in its own order', async (minutes, expected) => {
    expect(await list(`as_of=${at(minutes)}`)).toEqual({
      data: expected,
      total_count: expected.length,
      links: { next: null },
    })
  })

  it('supports the filters, sorting, paging, fields and counts of the list', async () => {
    expect(await idsAt(`as_of=${at(20)}&free=true`)).toEqual(['b/beta:free'])
    expect(await idsAt(`as_of=${at(20)}&min_intelligence_index=50`)).toEqual(['b/beta:free'])
    expect(await idsAt(`as_of=${at(10)}&min_intelligence_index=50`)).toEqual([])
    expect(await idsAt(`as_of=${at(10)}&sort=pricing-high-to-low&max_price=5`)).toEqual([
      'a/alpha',
      'c/gamma',
      'b/beta:free',
    ])
    expect(await idsAt(`as_of=${at(10)}&q=gamma`)).toEqual(['c/gamma'])
    expect(await list(`as_of=${at(30)}&ids=a/alpha,b/beta:free&fields=id`)).toMatchObject({
      data: [{ id: 'b/beta:free' }],
      missing_ids: ['a/alpha'],
    })
    const page = await list(`as_of=2026-03-01T01:10:00%2B01:00&limit=2`)
    expect([page.data.length, page.links.next]).toEqual([2, `/api/models?as_of=${at(10)}&limit=2&offset=2`])
    expect((await app.send(page.links.next!)).json<ModelList>().data).toEqual([gamma])
    expect((await app.send(`/api/models/count?as_of=${at(30)}`)).json()).toEqual({ data: { count: 2 } })
    expect((await app.send(`/api/facets?as_of=${at(30)}`)).json()).toMatchObject({ data: { total: 2, free: 1 } })
    expect((await app.send(`/api/models?as_of=${at(10)}&use_rss=true`)).headers['content-type']).toContain('rss')
  })

  it('computes ages relative to T', async () => {
    expect(await idsAt(`as_of=${at(0)}&model_authors=a&max_age_days=10`)).toEqual(['a/alpha'])
    expect(await idsAt(`as_of=${at(0)}&model_authors=a&max_age_days=9`)).toEqual([])
    expect(await cacheStatus(`/api/models?as_of=${at(0)}&model_authors=a&max_age_days=9`)).toContain('hit')
  })

  it('has the default filter and the required fields of /api/v1', async () => {
    const official = (await app.send(`/api/v1/models?as_of=${at(10)}`)).json<ModelList>()
    expect(official.data.map(({ id }) => id)).toEqual(['b/beta:free', 'a/alpha'])
    expect((await app.send(`/api/v1/models/count?as_of=${at(10)}`)).json()).toEqual({ data: { count: 2 } })
    expect((await app.send(`/api/v1/model/a/alpha?as_of=${at(10)}`)).json()).toMatchObject({
      data: { pricing: dearAlpha.pricing },
    })
  })

  it('is empty before the first observation, and says why', async () => {
    const reason = expect.stringContaining(at(0)) as string
    expect(await list('as_of=2026-02-01')).toEqual({ data: [], total_count: 0, links: { next: null }, reason })
    expect(await list(`as_of=${at(-1)}&ids=a/alpha`)).toMatchObject({ data: [], missing_ids: ['a/alpha'], reason })
    expect((await app.send('/api/models/count?as_of=2026-02-01')).json()).toEqual({ data: { count: 0 }, reason })
    expect((await app.send('/api/facets?as_of=2026-02-01')).json()).toMatchObject({ data: { total: 0 }, reason })
    expect((await app.send('/api/models/a/alpha?as_of=2026-02-01')).json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining(at(0)),
    })
  })

  it.each([
    '/api/models',
    '/api/v1/models',
    '/api/models/count',
    '/api/facets',
    '/api/models/a/alpha',
    '/api/v1/model/a/alpha',
  ])('rejects a T in the future: %s', async (path) => {
    for (const moment of [at(61.1), '2027-01-01'])
      expect((await app.send(`${path}?as_of=${moment}`)).json<Problem>()).toMatchObject({
        status: 400,
        parameter: 'as_of',
        detail: expect.stringContaining('future'),
      })
    expect((await app.send(`${path}?as_of=soon`)).json<Problem>()).toMatchObject({ status: 400, parameter: 'as_of' })
  })
})

describe('one model as of T', () => {
  it('is its version of that time', async () => {
    for (const [minutes, model] of [
      [0, alpha],
      [10, dearAlpha],
      [29, dearAlpha],
      [50, alpha],
    ] as const)
      expect((await app.send(`/api/models/a/alpha?as_of=${at(minutes)}`)).json()).toEqual({ data: model })
    for (const [minutes, model] of [
      [0, beta],
      [10, beta],
      [20, betterBeta],
      [45, betterBeta],
    ] as const)
      expect((await app.send(`/api/models/b%2Fbeta:free?as_of=${at(minutes)}`)).json()).toEqual({ data: model })
  })

  it.each([
    ['a/alpha', 35, `it was removed at ${at(30)} and came back at ${at(50)}`],
    ['b/beta:free', 55, `it was removed at ${at(50)}`],
    ['no/body', 35, 'it has never been observed'],
  ])('responds to %s, absent after %d minutes, with a 404 that says when it was present', async (id, minutes, why) => {
    const response = await app.send(`/api/models/${id}?as_of=${at(minutes)}`)
    expect([response.status, response.headers['cache-control']]).toEqual([404, 'no-store'])
    expect(response.json<Problem>().detail).toBe(`there was no model "${id}" at ${at(minutes)}: ${why}`)
  })

  it('rejects other parameters', async () => {
    expect((await app.send('/api/models/a/alpha?removed=true')).json<Problem>()).toMatchObject({
      status: 400,
      parameter: 'removed',
    })
  })
})

describe('removed models', () => {
  it('are listed in their last state, most recently removed first', async () => {
    expect(await list('removed=true')).toMatchObject({ data: [{ ...betterBeta, removed_at: at(50) }], total_count: 1 })
    expect(await list(`removed=true&as_of=${at(45)}`)).toMatchObject({ data: [{ ...dearAlpha, removed_at: at(30) }] })
    expect(await list(`removed=true&as_of=${at(29)}`)).toMatchObject({ data: [], total_count: 0 })
    expect(await list('removed=true&as_of=2026-02-01')).toMatchObject({ data: [], reason: expect.any(String) })
  })

  it('support filters, counts, fields and paging', async () => {
    expect(await list('removed=true&fields=id,removed_at')).toMatchObject({
      data: [{ id: 'b/beta:free', removed_at: at(50) }],
    })
    expect(await list(`removed=true&as_of=${at(0)}&fields=removed_at`)).toMatchObject({ data: [] })
    expect(await list('removed=true&model_authors=a')).toMatchObject({ data: [], total_count: 0 })
    expect(await list('removed=true&ids=a/alpha,b/beta:free')).toMatchObject({
      missing_ids: ['a/alpha'],
      total_count: 1,
    })
    expect((await app.send('/api/v1/models/count?removed=true')).json()).toEqual({ data: { count: 1 } })
    expect((await app.send('/api/facets?removed=true')).json()).toMatchObject({ data: { total: 1, free: 1 } })
  })

  it('are cached until the next change, unless the response depends on the date', async () => {
    await list('removed=true&limit=9')
    expect(await cacheStatus('/api/models?removed=true&limit=9')).toContain('hit')
    await list('removed=true&min_age_days=1')
    expect(await cacheStatus('/api/models?removed=true&min_age_days=1')).toBe('modelkeep; fwd=uri-miss')
  })
})

describe('a historical response', () => {
  const path = `/api/models?as_of=${at(25)}`

  it('is dated by its sync and comes from the database', async () => {
    const { headers } = await app.send(path)
    expect(headers).toMatchObject({
      'last-modified': new Date(start + 20 * 60_000).toUTCString(),
      'x-data-source': 'database',
      'cache-control': 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      age: expect.stringMatching(/^\d+$/),
    })
  })

  it('supports conditional requests', async () => {
    const { headers } = await app.send(path)
    expect((await app.send({ path, headers: { 'If-None-Match': headers.etag! } })).status).toBe(304)
    expect((await app.send({ path, headers: { 'If-Modified-Since': headers['last-modified']! } })).status).toBe(304)
    expect((await app.send({ path, headers: { 'If-None-Match': '"x"' } })).status).toBe(200)
  })

  it('has an age since the database last confirmed that history was not rewritten', async () => {
    await app.send(path)
    clock.set(clock.now() + 90_000)
    expect(Number((await app.send(path)).headers.age)).toBeGreaterThanOrEqual(90)
    await app.app.revalidation.loadFromDatabase()
    expect((await app.send(path)).headers.age).toBe('0')
  })

  it('is loaded once for several requests about one moment', async () => {
    await list(`as_of=${at(12)}`)
    const sent: string[] = []
    const { transaction } = app.app.sync.db
    const spy = vi
      .spyOn(app.app.sync.db, 'transaction')
      .mockImplementation((work, options) =>
        transaction.call(
          app.app.sync.db,
          (tx) => work({ query: (text, values) => (sent.push(text), tx.query(text, values)) }),
          options,
        ),
      )
    await Promise.all([list(`as_of=${at(12)}&limit=1`), list(`as_of=${at(13)}`), list(`as_of=${at(14)}&free=true`)])
    spy.mockRestore()
    expect(sent.length).toBeGreaterThan(0)
    expect(sent.filter((text) => text.includes('model_contents'))).toEqual([])
  })

  it('stays cached after a new snapshot only if its moment is settled', async () => {
    const [settled, open] = [`/api/models?as_of=${at(25)}&limit=2`, `/api/models?as_of=${at(61)}&limit=2`]
    for (const url of [settled, open, settled, open]) await app.send(url)
    for (const url of [settled, open]) expect(await cacheStatus(url)).toContain('hit')
    const swapped = new Promise((resolve) => app.app.events.once('snapshot', resolve))
    await observe(61, [alpha, gamma, beta])
    await swapped
    expect(await cacheStatus(settled)).toContain('hit')
    expect(await cacheStatus(open)).toContain('uri-miss')
    expect((await app.send(`/api/models?as_of=${at(61)}`)).json<ModelList>().data).toEqual([alpha, gamma, beta])
    expect(await idsAt('removed=true&limit=9')).toEqual([])
  })

  it('is dropped on every replica once history is rewritten, and cannot be revalidated by date from then on', async () => {
    const [rewritten, model] = [`/api/models?as_of=${at(37)}`, `/api/models/a/alpha?as_of=${at(37)}`]
    expect((await app.send(rewritten)).json<ModelList>().data).toEqual([gamma, betterBeta])
    expect((await app.send(model)).status).toBe(404)
    const removed = await list(`removed=true&as_of=${at(37)}`)
    await rewrite(35, [dearAlpha, gamma])
    await app.app.revalidation.loadFromDatabase()
    const response = await app.send(rewritten)
    expect([response.headers['cache-status'], response.json<ModelList>().data]).toEqual([
      'modelkeep; fwd=uri-miss; stored',
      [dearAlpha, gamma],
    ])
    expect((await app.send(model)).json()).toEqual({ data: dearAlpha })
    expect(removed.data.map(({ id }) => id)).toEqual(['a/alpha'])
    expect(await list(`removed=true&as_of=${at(37)}`)).toMatchObject({ data: [{ ...betterBeta, removed_at: at(35) }] })
    expect(
      (await app.send({ path: rewritten, headers: { 'If-Modified-Since': response.headers['last-modified']! } }))
        .status,
    ).toBe(200)
    expect((await app.send({ path: rewritten, headers: { 'If-None-Match': response.headers.etag! } })).status).toBe(304)
    expect((await list(`as_of=${at(42)}`)).data).toEqual([gamma, betterBeta])
  })

  it('is served from the cache while the database is down; an uncached one is a 503 with Retry-After', async () => {
    const kept = `/api/models?as_of=${at(15)}`
    expect((await app.send(kept)).status).toBe(200)
    await port.set({ kind: 'refuse' })
    await until(() => app.app.sync.db.status().state === 'lost')
    expect((await app.send(kept)).json<ModelList>().data).toEqual([beta, dearAlpha, gamma])
    for (const other of [
      `/api/models?as_of=${at(15)}&limit=1`,
      `/api/models/a/alpha?as_of=${at(15)}`,
      `/api/facets?as_of=${at(15)}`,
      '/api/models?removed=true&limit=8',
    ]) {
      const response = await app.send(other)
      expect([response.status, response.headers['retry-after'], response.headers['content-type']], other).toEqual([
        503,
        '10',
        'application/problem+json',
      ])
    }
    expect((await app.send(`/api/models?as_of=2027-01-01`)).status).toBe(400)
    expect((await app.send('/api/models')).status).toBe(200)
  })
})

describe('without a database, or with an empty one', () => {
  it('history is a 503 and the current catalogue is served', async () => {
    const without = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
    expect((await without.send('/api/models?as_of=2026-01-01')).status).toBe(503)
    expect((await without.send('/api/models?removed=true')).status).toBe(503)
    expect((await without.send('/api/models')).status).toBe(200)
    await without.stop()
  })

  it('says that nothing was observed yet', async () => {
    const empty = await createTestDatabase()
    const without = await startHttpApp({ DATABASE_URL: empty.url })
    await until(() => without.app.sync.db.status().state === 'connected')
    for (const query of ['as_of=2026-01-01', 'removed=true'])
      expect((await without.send(`/api/models?${query}`)).json()).toMatchObject({
        data: [],
        reason: expect.stringContaining('no catalogue has been observed yet'),
      })
    await without.stop()
    await empty.drop()
  })
})
