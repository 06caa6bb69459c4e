import { describe, expect, it } from 'vitest'
import {
  createCachedResponse,
  type CachedResponse,
  type HistoryBasis,
} from '../../../../src/http/response/cached-response.js'
import { createResponseCache, type ResponseCache } from '../../../../src/http/response/response-cache.js'

const marks = { rewrites: 2, appliedId: 7, confirmedAt: 1_000 }
const entry = async (past: Partial<HistoryBasis> = {}): Promise<CachedResponse> =>
  createCachedResponse('{}', null, { history: { ...marks, settled: true, ...past } })

function cacheOf(snapshot: object = {}): ResponseCache {
  const cache = createResponseCache(10_000)
  cache.reset(snapshot, new Map())
  cache.setHistoryState(marks)
  return cache
}

async function filled(): Promise<ResponseCache> {
  const snapshot = {}
  const cache = cacheOf(snapshot)
  cache.store(snapshot, '/now', createCachedResponse('{}', null))
  await cache.storeHistorical('/settled', () => entry())
  await cache.storeHistorical('/open', () => entry({ settled: false }))
  return cache
}

const kept = (cache: ResponseCache): string[] => ['/now', '/settled', '/open', '/x'].filter((url) => cache.get(url))

describe('historical responses', () => {
  it('stay cached while nothing changes', async () => {
    const cache = await filled()
    cache.setHistoryState({ ...marks, confirmedAt: 2_000 })
    expect(kept(cache)).toEqual(['/now', '/settled', '/open'])
  })

  it('stay cached after a new snapshot only if they are settled', async () => {
    const cache = await filled()
    cache.reset({}, new Map())
    expect(kept(cache)).toEqual(['/settled'])
    expect(cache.stats()).toMatchObject({ entries: 1 })
  })

  it('are dropped when the overlay is read again, also those that are being built, and nothing else is', async () => {
    const cache = await filled()
    let finish = (): void => {}
    const building = cache.storeHistorical('/x', async () => {
      await new Promise<void>((resolve) => (finish = resolve))
      return entry()
    })
    cache.dropHistorical()
    finish()
    expect((await building).stored).toBe(false)
    expect(kept(cache)).toEqual(['/now'])
    expect((await cache.storeHistorical('/x', () => entry())).stored).toBe(true)
  })

  it('stay cached after a new sync only if they are settled', async () => {
    const cache = await filled()
    cache.setHistoryState({ ...marks, appliedId: 8, confirmedAt: 2_000 })
    expect(kept(cache)).toEqual(['/now', '/settled'])
  })

  it('that count days are dropped on the next day, even if nothing changed', async () => {
    const cache = await filled()
    await cache.storeHistorical('/x', () => entry({ settled: false, countsDays: true }))
    cache.setHistoryState({ ...marks, confirmedAt: 86_399_999 })
    expect(kept(cache)).toEqual(['/now', '/settled', '/open', '/x'])
    cache.setHistoryState({ ...marks, confirmedAt: 86_400_000 })
    expect(kept(cache)).toEqual(['/now', '/settled', '/open'])
  })

  it('are dropped when history is rewritten, unlike current ones', async () => {
    const cache = await filled()
    cache.setHistoryState({ ...marks, rewrites: 3 })
    expect(kept(cache)).toEqual(['/now'])
  })

  it('are dropped when another response first reveals a rewrite', async () => {
    const cache = await filled()
    expect((await cache.storeHistorical('/x', () => entry({ rewrites: 3 }))).stored).toBe(true)
    expect(kept(cache)).toEqual(['/now', '/x'])
  })

  it('are not cached or shared if history was rewritten while they were computed', async () => {
    const cache = cacheOf()
    let release = (_made: Promise<CachedResponse>): void => {}
    const slow = cache.storeHistorical('/x', () => new Promise<CachedResponse>((resolve) => (release = resolve)))
    cache.setHistoryState({ ...marks, rewrites: 3 })
    const after = await cache.storeHistorical('/x', () => entry({ rewrites: 3 }))
    release(entry())
    expect([(await slow).stored, after.stored, cache.get('/x') === after.response]).toEqual([false, true, true])
  })

  it('are not cached if they are unsettled and a new snapshot arrived while they were computed', async () => {
    const cache = cacheOf()
    const made = await cache.storeHistorical('/x', () => {
      cache.reset({}, new Map())
      return entry({ settled: false })
    })
    expect([made.stored, kept(cache)]).toEqual([false, []])
  })

  it('are not cached if they are older than the known history', async () => {
    const cache = cacheOf()
    cache.setHistoryState({ rewrites: 2, appliedId: 8, confirmedAt: 2_000 })
    expect((await cache.storeHistorical('/open', () => entry({ settled: false }))).stored).toBe(false)
    expect((await cache.storeHistorical('/settled', () => entry())).stored).toBe(true)
  })

  it('are computed once for concurrent requests', async () => {
    const cache = cacheOf()
    let made = 0
    const make = (): Promise<CachedResponse> => (made++, entry())
    await Promise.all([cache.storeHistorical('/x', make), cache.storeHistorical('/x', make)])
    expect(made).toBe(1)
  })

  it('are not cached if they depend on the date', async () => {
    const daily = async () =>
      createCachedResponse('{}', null, { history: { ...marks, settled: true }, uncacheable: true })
    expect((await cacheOf().storeHistorical('/x', daily)).stored).toBe(false)
  })
})
