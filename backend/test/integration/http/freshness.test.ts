import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, exampleModels, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

let clock: FakeClock
let upstream: FakeUpstream
let app: HttpApp
let dataDir: string
const start = (): Promise<HttpApp> =>
  startHttpApp(
    { OPENROUTER_BASE_URL: upstream.url, DATA_DIR: dataDir, CACHE_TTL_SECONDS: '300', SYNC_INTERVAL_SECONDS: '240' },
    { clock },
  )

beforeEach(async () => {
  clock = createFakeClock('2026-08-22T14:00:00.250Z')
  upstream = await startFakeUpstream()
  dataDir = await mkdtemp(join(tmpdir(), 'modelkeep-freshness-'))
  app = await start()
})
afterEach(async () => {
  await app.stop()
  await upstream.close()
  await rm(dataDir, { recursive: true, force: true })
})

/** Lets time pass without waking the program's timers: what follows is the doing of requests alone. */
const later = (ms: number): void => clock.set(clock.now() + ms)

describe('the freshness headers of a catalogue answer', () => {
  it.each([
    '/api/models',
    '/api/models/count',
    '/api/models/example/alpha',
    '/api/v1/models',
    '/api/v1/model/example/alpha',
    '/api/models?limit=1',
  ])('are all there: %s', async (path) => {
    later(1_999)
    const { status, headers } = await app.send(path)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      age: '1',
      'last-modified': 'Sat, 22 Aug 2026 14:00:00 GMT',
      'cache-control': 'public, max-age=300, stale-while-revalidate=300, stale-if-error=86400',
      'x-data-source': 'upstream',
      etag: expect.stringMatching(/^"[\w-]{22}"$/),
      vary: 'Accept-Encoding',
      date: expect.any(String),
    })
  })

  it('tell a prebuilt answer from one made for this request, and how long it stays fresh', async () => {
    later(42_000)
    expect((await app.send('/api/models')).headers['cache-status']).toBe('modelkeep; hit; ttl=258')
    expect((await app.send('/api/models?limit=1')).headers['cache-status']).toBe('modelkeep; fwd=uri-miss; stored')
    expect((await app.send('/api/models?limit=1')).headers['cache-status']).toBe('modelkeep; hit; ttl=258')
  })

  it('do not say "stored" of an answer that is not kept', async () => {
    const long = `/api/models?${'&'.repeat(2_100)}limit=1`
    expect((await app.send(long)).headers['cache-status']).toBe('modelkeep; fwd=uri-miss')
    expect((await app.send(long)).headers['cache-status']).toBe('modelkeep; fwd=uri-miss')
  })

  it('are on no answer that is true of this moment only, nor on an error', async () => {
    for (const path of [
      '/livez',
      '/health/models',
      '/api/models/no/such',
      '/api/models?nonsense=1',
      '/nowhere',
      '/api/openapi.json',
    ]) {
      const { headers } = await app.send(path)
      expect(headers).toMatchObject({ 'cache-control': 'no-store' })
      for (const name of ['etag', 'age', 'last-modified', 'cache-status', 'x-data-source'])
        expect(headers).not.toHaveProperty(name)
    }
  })
})

describe('an answer that has become stale', () => {
  it('is given at once, with its true age, and one revalidation behind it makes it fresh', async () => {
    later(301_000)
    const synced = app.nextSync()
    const stale = await app.send('/api/models')
    expect(stale.headers).toMatchObject({ age: '301', 'cache-status': 'modelkeep; hit; ttl=-1' })
    expect(await synced).toMatchObject({ status: 'unchanged' })
    const fresh = await app.send('/api/models')
    expect(fresh.headers).toMatchObject({ age: '0', 'cache-status': 'modelkeep; hit; ttl=300' })
    expect(upstream.requests).toHaveLength(2)
  })

  it('is looked behind also when it was not ready, or is not found', async () => {
    later(301_000)
    const synced = app.nextSync()
    upstream.setModels([...exampleModels(), exampleModel('example/new')])
    expect((await app.send('/api/models/example/new')).status).toBe(404)
    await synced
    expect((await app.send('/api/models/example/new')).status).toBe(200)
  })

  it('is not looked behind by probes and administrators', async () => {
    later(301_000)
    const looked = vi.spyOn(app.app.revalidation, 'revalidate')
    for (const path of [
      '/livez',
      '/readyz',
      '/health',
      '/health/models',
      '/api/openapi.json',
      '/api/cache/stats',
      '/api/syncs',
      '/nowhere',
    ])
      await app.send(path)
    expect(looked).not.toHaveBeenCalled()
    await app.send('/api/models')
    expect(looked).toHaveBeenCalledOnce()
  })

  it('keeps its tier, its Last-Modified and its ETag when upstream confirms it', async () => {
    const before = (await app.send('/api/models')).headers
    later(301_000)
    await app.app.revalidation.refresh()
    const after = (await app.send('/api/models')).headers
    expect(after.age).toBe('0')
    for (const name of ['etag', 'last-modified', 'x-data-source']) expect(after[name]).toBe(before[name])
  })

  it('has another Last-Modified and another ETag when upstream brings news', async () => {
    const before = (await app.send('/api/models')).headers
    later(301_000)
    upstream.setModels(
      exampleModels()
        .slice(0, 3)
        .map((model) => ({ ...model, context_length: 5 })),
    )
    await app.app.revalidation.refresh()
    const after = (await app.send('/api/models')).headers
    expect(after).toMatchObject({ age: '0', 'last-modified': 'Sat, 22 Aug 2026 14:05:01 GMT' })
    expect(after.etag).not.toBe(before.etag)
  })
})

describe('the same catalogue from another tier', () => {
  it('has the same ETag, its own X-Data-Source, and the age since upstream confirmed it', async () => {
    const before = (await app.send('/api/models')).headers
    await app.stop()
    upstream.fault({ kind: 'status', code: 500 })
    later(100_000)
    app = await start()
    const after = (await app.send('/api/models')).headers
    expect(after).toMatchObject({
      'x-data-source': 'file',
      age: '100',
      etag: before.etag,
      'last-modified': before['last-modified'],
    })
  })
})
