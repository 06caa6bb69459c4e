import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'
import { priceMap } from './helpers/mirror-fixture.js'
import { startMirrorSite, type MirrorSite } from './helpers/mirror-site.js'

const modelsDev = {
  openrouter: { id: 'openrouter', name: 'OpenRouter', models: { 'gone/model': { id: 'gone/model', name: 'Gone' } } },
  ...Object.fromEntries(
    Array.from({ length: 100 }, (_, nr) => [`p${nr}`, { id: `p${nr}`, name: `P${nr}`, models: {} }]),
  ),
}
const paths = ['/models.dev/api.json', '/litellm/model_prices_and_context_window.json'] as const

let site: MirrorSite
let upstream: FakeUpstream
let database: TestDatabase
let app: HttpApp

beforeAll(async () => {
  site = await startMirrorSite({ '/api.json': modelsDev, '/prices.json': priceMap(1_600) })
  upstream = await startFakeUpstream({ models: ['a/one', 'a/two', 'b/three'].map((id) => exampleModel(id)) })
  database = await createTestDatabase()
  app = await startHttpApp({
    DATABASE_URL: database.url,
    OPENROUTER_BASE_URL: upstream.url,
    MIRROR: 'models.dev,litellm',
    MODELS_DEV_URL: `${site.url}/api.json`,
    LITELLM_URL: `${site.url}/prices.json`,
  })
  for (const path of paths) await until(async () => (await app.send(path)).status === 200)
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM mirror_fetches').catch(() => [])).length === 2)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
  await site.close()
})

const read = async (path: string, from = app) => {
  const { status, headers, body } = await from.send(path)
  return { status, headers, document: JSON.parse(body.toString()) as Record<string, Record<string, unknown>> }
}

describe('a mirrored document', () => {
  it('has our models in place of those of OpenRouter, and everything else as it was', async () => {
    const { document, headers } = await read(paths[0])
    expect(Object.keys(document)).toEqual(Object.keys(modelsDev))
    expect(Object.keys(document['openrouter']!['models'] as object)).toEqual(['a/one', 'a/two', 'b/three'])
    expect(document['p7']).toEqual(modelsDev['p7' as never])
    expect(headers['x-catalogue-sources']).toBe('mirror=102, openrouter=3, removed=0, omitted=0')
    const prices = await read(paths[1])
    expect(prices.document).toMatchObject(priceMap(1_600))
    expect(prices.document['openrouter/a/one']).toMatchObject({ litellm_provider: 'openrouter' })
    expect(prices.headers['x-catalogue-sources']).toBe('mirror=1600, openrouter=3, removed=0, omitted=0')
  })

  it.each(paths)('%s is cached, conditional, and as old as the older of its parts', async (path) => {
    await app.send(path)
    const { headers } = await app.send(path)
    expect(headers['cache-status']).toContain('hit')
    expect(Number(headers['age'])).toBeGreaterThanOrEqual(0)
    expect((await app.send({ path, headers: { 'if-none-match': headers['etag']! } })).status).toBe(304)
    const compressed = await app.send({ path, headers: { 'accept-encoding': 'br' } })
    expect(compressed.headers['content-encoding']).toBe('br')
    const fromElsewhere = await app.send({ path, headers: { origin: 'https://app.example.com' } })
    expect(fromElsewhere.headers['access-control-allow-origin']).toBe('*')
  })

  it.each([
    [paths[0], modelsDev],
    [paths[1], priceMap(1_600)],
  ])('%s is the one of the site when it is asked for alone, also as of a time', async (path, published) => {
    expect(JSON.stringify((await read(`${path}?mirror_only=true`)).document)).toBe(JSON.stringify(published))
    const now = new Date().toISOString()
    expect(JSON.stringify((await read(`${path}?mirror_only=true&as_of=${now}`)).document)).toBe(
      JSON.stringify(published),
    )
    expect((await read(`${path}?as_of=${now}`)).headers['x-catalogue-sources']).toContain('openrouter=3')
  })

  it('of a time before the first copy is not there', async () => {
    const { status, document } = await read(`${paths[0]}?as_of=2026-01-01T00:00:00Z`)
    expect([status, document['detail']]).toEqual([404, 'there was no copy of models.dev at 2026-01-01T00:00:00.000Z'])
  })

  it('changes with our catalogue', async () => {
    const before = (await app.send(paths[0])).headers['etag']
    upstream.setModels(['a/one', 'a/two', 'b/three', 'b/four'].map((id) => exampleModel(id)))
    const synced = app.nextSync()
    await app.send({ method: 'POST', path: '/api/refresh', headers: { Authorization: 'Bearer a-token-of-the-tests' } })
    await synced
    const { headers, document } = await read(paths[0])
    expect(headers['etag']).not.toBe(before)
    expect(Object.keys(document['openrouter']!['models'] as object)).toContain('b/four')
  })

  it('is reported with its age', async () => {
    const { document } = await read('/health/models')
    expect(document['mirrors']).toMatchObject([
      { source: 'models.dev', tier: 'upstream', entries: 102, quarantined: null, last_error: null },
      { source: 'litellm', tier: 'upstream', entries: 1_600 },
    ])
  })
})

describe('without a mirror', () => {
  it('the documents hold our part alone', async () => {
    const alone = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
    await until(async () => (await alone.send('/api/models')).headers['x-data-source'] === 'upstream')
    const { document, headers } = await read(paths[0], alone)
    expect(Object.keys(document)).toEqual(['openrouter'])
    expect(headers['x-catalogue-sources']).toMatch(/^openrouter=\d, removed=\d, omitted=0$/)
    const keys = Object.keys((await read(paths[1], alone)).document)
    expect(keys.every((key) => key.startsWith('openrouter/'))).toBe(true)
    const only = await read(`${paths[1]}?mirror_only=true`, alone)
    expect([only.status, only.document['detail']]).toEqual([404, 'litellm is not mirrored; MIRROR does not name it'])
    await alone.stop()
  })

  it('that has a copy, a document is refused rather than reduced to our part', async () => {
    const waiting = await startHttpApp({
      OPENROUTER_BASE_URL: upstream.url,
      MIRROR: 'litellm',
      LITELLM_URL: 'http://127.0.0.1:9/none',
    })
    const { status, headers, document } = await read(paths[1], waiting)
    expect([status, headers['retry-after'], document['detail']]).toEqual([503, '10', 'there is no copy of litellm yet'])
    await waiting.stop()
  })
})
