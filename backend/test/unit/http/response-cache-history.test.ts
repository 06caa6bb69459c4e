import { describe, expect, it } from 'vitest'
import { createEntry, type Entry, type PastMark } from '../../../src/http/entry.js'
import { createResponseCache, type ResponseCache } from '../../../src/http/response-cache.js'

const marks = { rewrites: 2, appliedId: 7, confirmedAt: 1_000 }
const entry = async (past: Partial<PastMark> = {}): Promise<Entry> =>
  createEntry('{}', null, { past: { ...marks, settled: true, ...past } })

function cacheOf(snapshot: object = {}): ResponseCache {
  const cache = createResponseCache(10_000)
  cache.renew(snapshot, new Map())
  cache.noteHistory(marks)
  return cache
}

async function filled(): Promise<ResponseCache> {
  const snapshot = {}
  const cache = cacheOf(snapshot)
  cache.keep(snapshot, '/now', createEntry('{}', null))
  await cache.makeFromHistory('/settled', () => entry())
  await cache.makeFromHistory('/open', () => entry({ settled: false }))
  return cache
}

const kept = (cache: ResponseCache): string[] => ['/now', '/settled', '/open', '/x'].filter((url) => cache.get(url))

describe('answers from history', () => {
  it('stay while nothing is new', async () => {
    const cache = await filled()
    cache.noteHistory({ ...marks, confirmedAt: 2_000 })
    expect(kept(cache)).toEqual(['/now', '/settled', '/open'])
  })

  it('stay with a new snapshot only where they are settled', async () => {
    const cache = await filled()
    cache.renew({}, new Map())
    expect(kept(cache)).toEqual(['/settled'])
    expect(cache.stats()).toMatchObject({ entries: 1, bytes: 2 })
  })

  it('stay with a new sync only where they are settled', async () => {
    const cache = await filled()
    cache.noteHistory({ ...marks, appliedId: 8, confirmedAt: 2_000 })
    expect(kept(cache)).toEqual(['/now', '/settled'])
  })

  it('all go when the past is rewritten; what is of the present stays', async () => {
    const cache = await filled()
    cache.noteHistory({ ...marks, rewrites: 3 })
    expect(kept(cache)).toEqual(['/now'])
  })

  it('go as well where another answer is the first to learn of it', async () => {
    const cache = await filled()
    expect((await cache.makeFromHistory('/x', () => entry({ rewrites: 3 }))).kept).toBe(true)
    expect(kept(cache)).toEqual(['/now', '/x'])
  })

  it('are not kept where the past was rewritten while they were made, and who asks then does not get them', async () => {
    const cache = cacheOf()
    let release = (_made: Promise<Entry>): void => {}
    const slow = cache.makeFromHistory('/x', () => new Promise<Entry>((resolve) => (release = resolve)))
    cache.noteHistory({ ...marks, rewrites: 3 })
    const after = await cache.makeFromHistory('/x', () => entry({ rewrites: 3 }))
    release(entry())
    expect([(await slow).kept, after.kept, cache.get('/x') === after.entry]).toEqual([false, true, true])
  })

  it('that are not settled are not kept where a new snapshot came while they were made', async () => {
    const cache = cacheOf()
    const made = await cache.makeFromHistory('/x', () => {
      cache.renew({}, new Map())
      return entry({ settled: false })
    })
    expect([made.kept, kept(cache)]).toEqual([false, []])
  })

  it('that are older than what is known are not kept', async () => {
    const cache = cacheOf()
    cache.noteHistory({ rewrites: 2, appliedId: 8, confirmedAt: 2_000 })
    expect((await cache.makeFromHistory('/open', () => entry({ settled: false }))).kept).toBe(false)
    expect((await cache.makeFromHistory('/settled', () => entry())).kept).toBe(true)
  })

  it('are made once for all who ask meanwhile', async () => {
    const cache = cacheOf()
    let made = 0
    const make = (): Promise<Entry> => (made++, entry())
    await Promise.all([cache.makeFromHistory('/x', make), cache.makeFromHistory('/x', make)])
    expect(made).toBe(1)
  })

  it('that are true of the day only are not kept', async () => {
    expect((await cacheOf().makeFromHistory('/x', () => entry({ unkept: true }))).kept).toBe(false)
  })
})
