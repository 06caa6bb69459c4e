import type { CatalogueDiff } from '@modelkeep/catalog/contract/catalogue-diff'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { asAdmin, startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { createTestDatabase, type TestDatabase } from '../../helpers/postgres.js'
import { until } from '../../helpers/test-app.js'

const clock = createFakeClock('2026-03-01T00:00:00Z')
const hour = 3_600_000
let database: TestDatabase
let upstream: FakeUpstream
let app: HttpApp

const ids = ['a/one', '~b/two:free', 'c/three']
const models = (size: number) => ids.map((id) => exampleModel(id, { context_length: size }))

beforeAll(async () => {
  database = await createTestDatabase()
  upstream = await startFakeUpstream({ models: models(1) })
  app = await startHttpApp(
    {
      DATABASE_URL: database.url,
      OPENROUTER_BASE_URL: upstream.url,
      MAX_SHRINK_PERCENT: '100',
      MAX_GROWTH_PERCENT: '1000000',
    },
    { clock },
  )
  await until(async () => (await app.app.sync.db.query('SELECT 1 FROM catalog_syncs').catch(() => [])).length > 0)
  await refreshAt(24, [...models(2), exampleModel('d/four')])
  await refreshAt(48, models(3).slice(0, 2))
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
  await database.drop()
})

async function refreshAt(hours: number, upstreamModels: unknown[]): Promise<void> {
  clock.set(Date.parse('2026-03-01T00:00:00Z') + hours * hour)
  upstream.setModels(upstreamModels)
  expect((await app.send({ method: 'POST', path: '/api/refresh', headers: asAdmin })).status).toBe(200)
}

describe('GET /api/changes', () => {
  it('has pages linked by links.next, which keeps every parameter', async () => {
    const query = 'since=2026-03-01T12:00:00Z&kind=model_removed,context_changed,model_added&author=a,B,d&limit=2'
    const pages: ListedChange[][] = []
    const next: string[] = []
    for (let path: string | null = `/api/changes?${query}`; path !== null;) {
      const response = await app.send(path)
      expect(response.status).toBe(200)
      const page: { data: ListedChange[]; links: { next: string | null } } = response.json()
      pages.push(page.data)
      path = page.links.next
      if (path !== null) next.push(path)
    }
    const kept =
      /^\/api\/changes\?since=2026-03-01T12:00:00\.000Z&kind=context_changed,model_added,model_removed&author=a,b,d&limit=2&cursor=[\w-]+$/
    expect(next).toEqual([expect.stringMatching(kept), expect.stringMatching(kept)])
    expect(pages.map((page) => page.length)).toEqual([2, 2, 2])
    expect(pages.flat().map(({ kind, model_id: id }) => `${kind} ${id}`)).toEqual([
      'model_removed d/four',
      'context_changed ~b/two:free',
      'context_changed a/one',
      'model_added d/four',
      'context_changed ~b/two:free',
      'context_changed a/one',
    ])
  })

  it.each([
    ['since', 'yesterday'],
    ['until', '2026-02-30'],
    ['kind', 'price_changed,nonsense'],
    ['model', 'a'],
    ['author', 'a/one'],
    ['min_percent', '-5'],
    ['min_percent', '1e3'],
    ['scheduled', 'yes'],
    ['limit', '1001'],
    ['limit', '0'],
    ['cursor', 'nonsense'],
    ['cursor', Buffer.from('1.2').toString('base64url')],
    ['cursor', Buffer.from('01.2.3').toString('base64url')],
    ['cursor', ''],
    ['cursor', Buffer.from('-1.2.3').toString('base64url')],
    ['offset', '5'],
  ])('rejects an invalid %s by name: %s', async (name, value) => {
    expect((await app.send(`/api/changes?${name}=${encodeURIComponent(value)}`)).json()).toMatchObject({
      status: 400,
      parameter: name,
    })
  })

  it.each([
    'since=0000-01-01',
    'until=9999-12-31T23:59:59.999Z',
    `cursor=${Buffer.from(Array(3).fill('9'.repeat(15)).join('.')).toString('base64url')}`,
  ])('accepts the limits of time: %s', async (query) => {
    expect((await app.send(`/api/changes?${query}`)).json<{ data: unknown[] }>().data).toHaveLength(11)
  })

  it('is cached until the next change', async () => {
    const path = '/api/changes?limit=3'
    const first = await app.send(path)
    expect((await app.send(path)).headers['cache-status']).toContain('hit')
    await refreshAt(72, models(5).slice(0, 2))
    const second = await app.send(path)
    expect(second.headers['cache-status']).not.toContain('hit')
    expect(second.headers.etag).not.toBe(first.headers.etag)
  })
})

describe('GET /api/models/{id}/history', () => {
  it.each(['a/one', '~b/two:free', 'c/three', 'd/four'])(
    'is found by raw and percent-encoded id, also for a removed model: %s',
    async (id) => {
      for (const path of [id, encodeURIComponent(id), encodeURI(id)]) {
        expect((await app.send(`/api/models/${path}/history`)).json()).toMatchObject({
          data: { id, present: id < 'c' || id.startsWith('~') },
        })
      }
    },
  )

  it.each(['a/nobody', 'a', 'A/one', '%00', 'a%2Fone%00', '__proto__'])(
    'is a 404 for an id that was never observed: %s',
    async (id) => {
      expect((await app.send(`/api/models/${id}/history`)).json()).toMatchObject({
        status: 404,
        detail: `there never was a model ${JSON.stringify(decodeURIComponent(id))}`,
      })
    },
  )

  it.each(['a/nobody', '%00', 'a%2Fone%00', '__proto__'])('is a 400 or 404 with as_of too: %s', async (id) => {
    expect((await app.send(`/api/models/${id}?as_of=2026-05-01T12:00:00Z`)).status).toBeOneOf([400, 404])
  })

  it('accepts no parameters', async () => {
    expect((await app.send('/api/models/a/one/history?limit=1')).json()).toMatchObject({
      status: 400,
      parameter: 'limit',
    })
  })
})

describe('GET /api/diff', () => {
  const diff = async (query: string): Promise<CatalogueDiff> =>
    (await app.send(`/api/diff?${query}`)).json<{ data: CatalogueDiff }>().data

  it('contains net changes, not steps', async () => {
    const { from, to, ...sum } = await diff('from=2026-03-01T00:00:00Z&to=2026-03-03T12:00:00Z')
    expect([from, to]).toEqual([
      { moment: '2026-03-01T00:00:00.000Z', observed_at: '2026-03-01T00:00:00.000Z', reason: null },
      { moment: '2026-03-03T12:00:00.000Z', observed_at: '2026-03-03T00:00:00.000Z', reason: null },
    ])
    const grown = { kind: 'context_changed', field: 'context_length', before: 1, after: 3, percent: null }
    expect(sum).toEqual({
      added: [],
      removed: [{ id: 'c/three', name: 'Example: c/three' }],
      changed: [
        { id: 'a/one', name: 'Example: a/one', changes: [grown] },
        { id: '~b/two:free', name: 'Example: ~b/two:free', changes: [grown] },
      ],
      schema: [],
    })
  })

  it('treats the catalogue before the first observation as empty, and says so', async () => {
    const { from, to, added } = await diff('from=2020-01-01&to=2026-03-01')
    expect(from).toMatchObject({ observed_at: null, reason: expect.stringContaining('2026-03-01') })
    expect([to.reason, added.map(({ id }) => id)]).toEqual([null, ids])
  })

  it('ends now by default, and is empty between equal moments', async () => {
    expect((await diff('from=2026-03-03')).to.moment).toBe(new Date(clock.now()).toISOString())
    expect(await diff('from=2026-03-02&to=2026-03-02')).toMatchObject({
      added: [],
      removed: [],
      changed: [],
      schema: [],
    })
  })

  it.each([
    ['', 'from'],
    ['from=soon', 'from'],
    ['from=2026-03-02&to=2026-03-01', 'from'],
    ['from=2026-03-01&to=2031-01-01', 'to'],
    ['from=2031-01-01', 'from'],
    ['from=2026-03-01&until=2026-03-02', 'until'],
  ])('rejects invalid moments: %s', async (query, parameter) => {
    expect((await app.send(`/api/diff?${query}`)).json()).toMatchObject({ status: 400, parameter })
  })
})

// Must come last, since it closes the database.
describe('history while the database is unavailable', () => {
  it('is served from the cache, and is otherwise a 503 with Retry-After', async () => {
    const paths = ['/api/changes?limit=1', '/api/models/a/one/history', '/api/diff?from=2026-03-01&to=2026-03-02']
    const before = await Promise.all(paths.map((path) => app.send(path)))
    await app.app.sync.db.close()
    for (const [nr, path] of paths.entries()) {
      const response = await app.send(path)
      expect([response.status, response.text(), response.headers['cache-status']]).toEqual([
        200,
        before[nr]?.text(),
        expect.stringContaining('hit'),
      ])
    }
    for (const path of [
      '/api/changes?limit=2',
      '/api/models/c/three/history?',
      '/api/diff?from=2026-03-01T01:00:00Z&to=2026-03-02',
    ]) {
      const response = await app.send(path)
      expect([path, response.status, response.headers['retry-after']]).toEqual([path, 503, '10'])
    }
  })
})
