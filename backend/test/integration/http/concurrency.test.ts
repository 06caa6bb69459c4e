import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createResponseCache } from '../../../src/http/response/response-cache.js'
import { createCachedResponse } from '../../../src/http/response/cached-response.js'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { until } from '../../helpers/test-app.js'

let clock: FakeClock
let upstream: FakeUpstream
let app: HttpApp
beforeEach(async () => {
  clock = createFakeClock()
  upstream = await startFakeUpstream()
})
afterEach(async () => {
  await app.stop()
  await upstream.close()
})

const paths = ['/api/models', '/api/models?limit=2', '/api/models/example/alpha', '/api/v1/models', '/api/models/count']
const fifty = (): Promise<number[]> =>
  Promise.all(Array.from({ length: 50 }, async (_, nr) => (await app.send(paths[nr % paths.length]!)).status))

describe('fifty concurrent requests', () => {
  it('for a stale snapshot are all served from it, and cause one upstream request', async () => {
    app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock })
    clock.set(clock.now() + 3_600_000)
    let release = (): void => {}
    upstream.fault({ kind: 'hold', until: new Promise((resolve) => (release = resolve)) }, { times: 1 })
    const requestsBefore = upstream.requests.length
    const request = upstream.nextRequest()
    expect(new Set(await fifty())).toEqual(new Set([200]))
    await request
    clock.set(clock.now() + 1_500) // stale responses trigger a revalidation at most once a second; this one joins the run in progress
    expect(new Set(await fifty())).toEqual(new Set([200]))
    expect(upstream.requests).toHaveLength(requestsBefore + 1)
    const synced = app.nextSync()
    release()
    expect(await synced).toMatchObject({ status: 'unchanged' })
  })

  it('before the first snapshot wait for the cold start, and cause one upstream request', async () => {
    app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock, started: false })
    const all = fifty()
    await until(() => clock.pending() === 50)
    await app.app.start()
    expect(new Set(await all)).toEqual(new Set([200]))
    expect(upstream.requests).toHaveLength(1)
  })
})

describe('computed responses', () => {
  const snapshot = {}
  const make = (size = 2) => createCachedResponse('x'.repeat(size), null)

  it('are cached', async () => {
    app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock })
    const cache = createResponseCache(100_000)
    cache.reset(snapshot, new Map())
    const entry = make()
    expect([cache.store(snapshot, '/x', entry), cache.get('/x') === entry]).toEqual([true, true])
    expect(cache.stats()).toMatchObject({ misses: 1, hits: 1 })
  })

  it('are not cached if the snapshot changed in the meantime', async () => {
    app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock })
    const cache = createResponseCache(100_000)
    cache.reset(snapshot, new Map())
    const next = {}
    cache.reset(next, new Map())
    expect([cache.store(snapshot, '/x', make()), cache.get('/x')]).toEqual([false, undefined])
    expect(cache.store(next, '/x', make())).toBe(true)
  })
})

describe('a new snapshot', () => {
  it('is served immediately on every route', async () => {
    app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock })
    for (const path of paths) await app.send(path)
    upstream.setModels(exampleModels().map((model) => ({ ...model, context_length: 77 })))
    clock.set(clock.now() + 1_000)
    await app.app.revalidation.refresh()
    expect((await app.send('/api/models')).text()).toContain('"context_length":77')
    expect((await app.send('/api/models/example/alpha')).text()).toContain('"context_length":77')
    expect((await app.send('/api/models')).headers['cache-status']).toContain('hit')
  })
})
