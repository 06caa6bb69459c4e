import type { LifecycleList } from '@modelkeep/catalog/contract/lifecycle'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'
import { priceMap } from '../mirrors/helpers/mirror-fixture.js'
import { startMirrorSite, type MirrorSite } from '../mirrors/helpers/mirror-site.js'

const msPerDay = 86_400_000
const inDays = (days: number): string => new Date(Date.now() + days * msPerDay).toISOString().slice(0, 10)

const leaving = inDays(30)
const listed = [
  exampleModel('a/leaves', { expiration_date: leaving }),
  exampleModel('a/stays'),
  exampleModel('a/forever', { expiration_date: '2098-12-31' }),
  // So many that one may go without the list counting as truncated.
  ...['b/one', 'b/two', 'b/three'].map((id) => exampleModel(id)),
]
const published = {
  litellm: { ...priceMap(1_600) } as Record<string, object>,
  'models.dev': {
    openrouter: { id: 'openrouter', name: 'OpenRouter', models: {} as Record<string, object> },
    ...Object.fromEntries(
      Array.from({ length: 100 }, (_, nr) => [`p${nr}`, { id: `p${nr}`, name: `P${nr}`, models: {} }]),
    ),
  },
}

let site: MirrorSite
let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp

beforeAll(async () => {
  site = await startMirrorSite({ '/api': published['models.dev'], '/prices': published.litellm })
  upstream = await startFakeUpstream({ models: listed })
  database = await createTestDatabase()
  app = await startHttpApp({
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    SYNC_INTERVAL_SECONDS: '1',
    MIRROR: 'models.dev,litellm',
    MODELS_DEV_URL: `${site.url}/api`,
    LITELLM_URL: `${site.url}/prices`,
  })
  await until(async () => {
    const { data, sources } = await lifecycle('?ids=a/leaves')
    return sources.length === 3 && data[0]?.deprecated_since !== null
  })
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await site.close()
})

const lifecycle = async (query = ''): Promise<LifecycleList> =>
  JSON.parse((await app.send(`/api/lifecycle${query}`)).body.toString()) as LifecycleList

async function publish(models: unknown[]): Promise<void> {
  upstream.setModels(models)
  await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })
}

const deprecation = async (id: string): Promise<unknown> => (await app.send(`/api/models/${id}`)).headers['deprecation']

const paths = ['/api/models/a/leaves', '/api/v1/models/a/leaves', '/api/v1/model/a/leaves'] as const

describe('a model with an expiry date', () => {
  it.each(paths)('has it in the headers of %s', async (path) => {
    const [{ deprecated_since: since } = {}] = (await lifecycle('?ids=a/leaves')).data
    const { headers } = await app.send(path)
    expect(headers['sunset']).toBe(new Date(leaving).toUTCString())
    expect(headers['deprecation']).toBe(`@${Math.floor(Date.parse(since!) / 1000)}`)
    expect(headers['link']).toBe('</api/lifecycle?ids=a/leaves>; rel="deprecation"; type="application/json"')
    const unchanged = await app.send({ path, headers: { 'if-none-match': headers['etag']! } })
    expect([unchanged.status, unchanged.headers['sunset']]).toEqual([304, headers['sunset']])
    const head = await app.send({ method: 'HEAD', path })
    expect(head.headers['deprecation']).toBe(headers['deprecation'])
  })

  it('keeps the time of its announcement when other things change, or the date moves', async () => {
    const before = (await lifecycle('?ids=a/leaves')).data[0]
    const moved = inDays(40)
    await publish([exampleModel('a/leaves', { expiration_date: moved, context_length: 1_234 }), ...listed.slice(1)])
    const expected = { ...before, expires_on: moved, deprecated_since: before?.deprecated_since }
    await until(async () => (await lifecycle('?ids=a/leaves')).data[0]?.expires_on === moved)
    const [after] = (await lifecycle('?ids=a/leaves')).data
    expect(after).toMatchObject({ ...expected, statements: [{ value: moved, since: before?.deprecated_since }] })
    await publish(listed)
  })

  it('is cached like any other', async () => {
    await app.send(paths[0])
    expect((await app.send(paths[0])).headers['cache-status']).toContain('hit')
  })
})

it('a model without one has no such headers', async () => {
  for (const id of ['a/stays', 'a/forever']) {
    const { headers } = await app.send(`/api/models/${id}`)
    expect([headers['deprecation'], headers['sunset'], headers['link']]).toEqual([undefined, undefined, undefined])
  }
})

describe('another catalogue', () => {
  it('is heard as soon as its document is fetched, also about a model whose response is cached', async () => {
    await app.send('/api/models/a/stays')
    await app.send('/api/models/count')
    expect((await app.send('/api/models/a/stays')).headers['cache-status']).toContain('hit')
    published['models.dev'].openrouter.models['a/stays'] = { id: 'a/stays', name: 'Stays', status: 'deprecated' }
    await until(async () => (await deprecation('a/stays')) !== undefined)
    expect((await app.send('/api/models/a/stays')).headers['sunset']).toBeUndefined()
    for (const path of ['/api/models', '/api/models/count'])
      expect((await app.send(path)).headers['cache-status']).toContain('hit')
  })

  it('may contradict, which is shown', async () => {
    const [sooner, past] = [inDays(10), inDays(-10)]
    published.litellm['openrouter/a/leaves'] = { deprecation_date: sooner }
    published.litellm['openrouter/a/forever'] = { deprecation_date: past }
    await until(async () => (await deprecation('a/forever')) !== undefined)
    const { data, sources, total_count: total } = await lifecycle()
    expect(sources).toEqual(['openrouter', 'litellm', 'models.dev'])
    expect(total).toBe(3)
    expect(data.map(({ id, stage, expires_on, disagreement }) => [id, stage, expires_on, disagreement])).toEqual([
      ['a/leaves', 'deprecated', sooner, true],
      ['a/forever', 'deprecated', null, true],
      ['a/stays', 'deprecated', null, false],
    ])
    await until(async () => (await lifecycle()).data.every((one) => one.deprecated_since !== null))
    expect((await lifecycle('?ids=a/forever')).data[0]!.statements).toMatchObject([
      { source: 'openrouter', meaning: 'stays', since: null },
      { source: 'litellm', field: 'deprecation_date', value: past, meaning: 'expires', expires_on: past },
    ])
  })
})

describe('a removed model', () => {
  const documents = ['/models.dev/api.json', '/litellm/model_prices_and_context_window.json'] as const
  const entry = async (path: string, id: string): Promise<Record<string, unknown> | undefined> => {
    const document = JSON.parse((await app.send(path)).body.toString()) as Record<string, Record<string, unknown>>
    return path.startsWith('/litellm')
      ? document[`openrouter/${id}`]
      : (document['openrouter']!['models'] as Record<string, Record<string, unknown>>)[id]
  }

  it('stays in the documents, marked as deprecated, until it is back', async () => {
    await publish([...listed, exampleModel('a/gone')])
    const present = new Date().toISOString()
    await publish(listed)
    for (const path of documents) await until(async () => /removed=1/.test(await sourcesOf(path)))
    const today = inDays(0)
    expect(await entry(documents[0], 'a/gone')).toMatchObject({
      status: 'deprecated',
      cost: expect.any(Object) as object,
    })
    expect(await entry(documents[1], 'a/gone')).toMatchObject({ deprecation_date: today })
    expect((await lifecycle('?ids=a/gone')).data).toMatchObject([{ id: 'a/gone', stage: 'removed' }])
    expect((await app.send('/api/models/a/gone')).status).toBe(404)
    const now = new Date().toISOString()
    expect(await entry(`${documents[1]}?as_of=${now}`, 'a/gone')).toMatchObject({ deprecation_date: today })
    expect(await entry(`${documents[1]}?as_of=${present}`, 'a/gone')).not.toHaveProperty('deprecation_date')
    await publish([...listed, exampleModel('a/gone')])
    for (const path of documents) await until(async () => /removed=0/.test(await sourcesOf(path)))
    expect(await entry(documents[0], 'a/gone')).not.toHaveProperty('status')
  })

  const sourcesOf = async (path: string): Promise<string> =>
    String((await app.send(path)).headers['x-catalogue-sources'])
})

describe('without a database', () => {
  it('an expiry date is announced since the catalogue was last seen to change', async () => {
    const alone = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
    await until(async () => (await alone.send('/api/models')).headers['x-data-source'] === 'upstream')
    const { headers } = await alone.send('/api/models/a/leaves')
    expect(headers['deprecation']).toBe(`@${Date.parse(headers['last-modified']!) / 1000}`)
    expect(headers['sunset']).toBe(new Date(leaving).toUTCString())
    await alone.stop()
  })
})
