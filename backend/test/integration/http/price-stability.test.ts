import type { PriceStabilityDocument } from '@modelkeep/catalog/contract/price-stability'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const day = 24 * 3_600_000
const start = Date.parse('2026-03-01T00:00:00Z')
const clock = createFakeClock('2026-03-01T00:00:00Z')
let database: TestDatabase
let upstream: FakeUpstream
let app: HttpApp

const priced = (id: string, prompt: string) => exampleModel(id, { pricing: { prompt, completion: '0.00001' } })

beforeAll(async () => {
  database = await createTestDatabase()
  upstream = await startFakeUpstream({ models: [priced('a/moved', '0.000001'), priced('a/still', '0.000001')] })
  app = await startHttpApp(
    { DATABASE_URL: database.url, OPENROUTER_BASE_URL: upstream.url, MAX_SHRINK_PERCENT: '100' },
    { clock },
  )
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  await refreshAt(20, [priced('a/moved', '0.000002'), priced('a/still', '0.000001'), priced('b/gone', '0.000001')])
  await refreshAt(40, [priced('a/moved', '0.000003'), priced('a/still', '0.000001'), priced('c/new', '0.000001')])
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

async function refreshAt(days: number, models: unknown[]): Promise<void> {
  clock.set(start + days * day)
  upstream.setModels(models)
  expect((await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).status).toBe(200)
}

const timeAt = (days: number): string => new Date(start + days * day).toISOString()

describe('GET /api/price-stability', () => {
  it('describes each model of the catalogue, and no removed one', async () => {
    const response = await app.send('/api/price-stability')
    expect(response.status).toBe(200)
    const { data, as_of } = response.json<PriceStabilityDocument>()
    expect(as_of).toBe(timeAt(40))
    expect(
      data.map(({ id, changed_at, unchanged_since, changes }) => [id, changed_at, unchanged_since, changes[0]]),
    ).toEqual([
      ['a/moved', timeAt(40), timeAt(40), { days: 30, count: 2 }],
      ['a/still', null, timeAt(0), { days: 30, count: 0 }],
      ['c/new', null, timeAt(40), { days: 30, count: 0 }],
    ])
    expect(data[0]!.prompt.periods[0]).toEqual({
      days: 30,
      changes: 2,
      lowest: '0.000001',
      highest: '0.000003',
      percent: 200,
    })
  })

  it('restricts to ids, in their order, and names those that are missing', async () => {
    const { data, missing_ids } = (
      await app.send('/api/price-stability?ids=c/new,b/gone,a/moved')
    ).json<PriceStabilityDocument>()
    expect(data.map(({ id }) => id)).toEqual(['c/new', 'a/moved'])
    expect(missing_ids).toEqual(['b/gone'])
  })

  it.each(['ids=a', 'ids=', 'days=30', 'ids=a/one&ids=a/two'])('rejects %s and names the parameter', async (query) => {
    const response = await app.send(`/api/price-stability?${query}`)
    expect(response.status).toBe(400)
    expect(response.json<{ detail: string }>().detail).toMatch(new RegExp(`^${query.split('=')[0]}: `))
  })

  it('describes the catalogue as of a time', async () => {
    const { data, as_of } = (await app.send(`/api/price-stability?as_of=${timeAt(30)}`)).json<PriceStabilityDocument>()
    expect(as_of).toBe(timeAt(30))
    expect(data.map(({ id, changes }) => [id, changes[0]!.count])).toEqual([
      ['a/moved', 1],
      ['a/still', 0],
      ['b/gone', 0],
    ])
    expect((await app.send('/api/price-stability?as_of=2026-01-01')).json()).toEqual({ data: [], as_of: null })
    expect((await app.send('/api/price-stability?as_of=2099-01-01')).status).toBe(400)
  })

  it('is cached until the catalogue changes', async () => {
    const hits: boolean[] = []
    const ask = async (): Promise<void> => {
      const { headers } = await app.send('/api/price-stability')
      hits.push(/; hit/.test(String(headers['cache-status'])))
    }
    await ask()
    await ask()
    await refreshAt(41, [priced('a/moved', '0.000003'), priced('a/still', '0.000002')])
    await ask()
    await ask()
    expect(hits.slice(-3)).toEqual([true, false, true])
  })
})

describe('unchanged_days', () => {
  const idsOf = async (path: string): Promise<string[]> => {
    const response = await app.send(path)
    expect(response.status).toBe(200)
    return response.json<{ data: { id: string }[] }>().data.map(({ id }) => id)
  }

  it.each(['/api/models', '/api/v1/models'])('restricts %s to models whose price history says so', async (path) => {
    expect(await idsOf(`${path}?unchanged_days=1&sort=newest`)).toEqual(['a/moved'])
    expect(await idsOf(`${path}?unchanged_days=2`)).toEqual([])
  })

  it('is as of a time', async () => {
    expect(await idsOf(`/api/models?unchanged_days=30&as_of=${timeAt(30)}`)).toEqual(['a/still'])
    expect(await idsOf(`/api/models?unchanged_days=10&as_of=${timeAt(30)}`)).toEqual(['a/moved', 'a/still', 'b/gone'])
    expect(await idsOf('/api/models?unchanged_days=10&as_of=2026-01-01')).toEqual([])
  })

  it('restricts counts, facets and RSS alike', async () => {
    expect((await app.send('/api/models/count?unchanged_days=1')).json()).toEqual({ data: { count: 1 } })
    const facets = (await app.send('/api/facets?unchanged_days=1')).json<{ data: { total: number } }>()
    expect(facets.data.total).toBe(1)
    const rss = (await app.send('/api/models.rss?unchanged_days=1')).text()
    expect(rss.match(/<guid/g)).toHaveLength(1)
  })

  it.each(['unchanged_days=0', 'unchanged_days=x', 'unchanged_days=9&removed=true'])('rejects %s', async (query) => {
    const response = await app.send(`/api/models?${query}`)
    expect(response.status).toBe(400)
    expect(response.json<{ detail: string }>().detail).toMatch(/^unchanged_days: /)
  })

  it('is not cached: the answer changes with time alone', async () => {
    const { headers } = await app.send('/api/models?unchanged_days=1')
    expect(String(headers['cache-status'])).not.toContain('stored')
    await app.send('/api/models?unchanged_days=1')
    expect(String((await app.send('/api/models?unchanged_days=1')).headers['cache-status'])).not.toMatch(/; hit/)
  })
})
