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

/** Advances the time without firing the program's timers, so that only requests have effects. */
const later = (ms: number): void => clock.set(clock.now() + ms)

describe('the freshness headers of a catalogue response', () => {
  it.each([
    '/api/models',
    '/api/models/count',
    '/api/models/example/alpha',
    '/api/v1/models',
    '/api/v1/model/example/alpha',
    '/api/models?limit=1',
  ])('are complete: %s', async (path) => {
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

  it('distinguish hits from misses, and include the remaining freshness', async () => {
    later(42_000)
    expect((await app.send('/api/models')).headers['cache-status']).toBe('modelkeep; hit; ttl=258')
    expect((await app.send('/api/models?limit=1')).headers['cache-status']).toBe('modelkeep; fwd=uri-miss; stored')
    expect((await app.send('/api/models?limit=1')).headers['cache-status']).toBe('modelkeep; hit; ttl=258')
  })

  it('do not say "stored" if the response is not cached', async () => {
    const long = `/api/models?${'&'.repeat(2_100)}limit=1`
    expect((await app.send(long)).headers['cache-status']).toBe('modelkeep; fwd=uri-miss')
    expect((await app.send(long)).headers['cache-status']).toBe('modelkeep; fwd=uri-miss')
  })

  it('are absent from uncacheable responses and errors', async () => {
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

describe('a stale response', () => {
  it('is sent at once with its true age, and triggers one revalidation in the background', async () => {
    later(301_000)
    const synced = app.nextSync()
    const stale = await app.send('/api/models')
    expect(stale.headers).toMatchObject({ age: '301', 'cache-status': 'modelkeep; hit; ttl=-1' })
    expect(await synced).toMatchObject({ status: 'unchanged' })
    const fresh = await app.send('/api/models')
    expect(fresh.headers).toMatchObject({ age: '0', 'cache-status': 'modelkeep; hit; ttl=300' })
    expect(upstream.requests).toHaveLength(2)
  })

  it('triggers a revalidation also if it is computed or a 404', async () => {
    later(301_000)
    const synced = app.nextSync()
    upstream.setModels([...exampleModels(), exampleModel('example/new')])
    expect((await app.send('/api/models/example/new')).status).toBe(404)
    await synced
    expect((await app.send('/api/models/example/new')).status).toBe(200)
  })

  it('triggers no revalidation on probes and administration', async () => {
    later(301_000)
    const revalidate = vi.spyOn(app.app.revalidation, 'revalidate')
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
    expect(revalidate).not.toHaveBeenCalled()
    await app.send('/api/models')
    expect(revalidate).toHaveBeenCalledOnce()
  })

  it('keeps its tier, its Last-Modified and its ETag when upstream confirms it', async () => {
    const before = (await app.send('/api/models')).headers
    later(301_000)
    await app.app.revalidation.refresh()
    const after = (await app.send('/api/models')).headers
    expect(after.age).toBe('0')
    for (const name of ['etag', 'last-modified', 'x-data-source']) expect(after[name]).toBe(before[name])
  })

  it('has a new Last-Modified and a new ETag when upstream has changed', async () => {
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
  it('has the same ETag, another X-Data-Source, and the age since upstream confirmed it', async () => {
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
