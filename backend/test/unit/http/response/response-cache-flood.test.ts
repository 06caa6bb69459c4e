import { describe, expect, it } from 'vitest'
import { createCachedResponse } from '../../../../src/http/response/cached-response.js'
import { createResponseCache } from '../../../../src/http/response/response-cache.js'

const room = 20
const urls = (from: number, count: number): string[] => Array.from({ length: count }, (_, nr) => `/page?${from + nr}`)

function fullCache() {
  const [snapshot, cache] = [{}, createResponseCache(100_000, room)]
  cache.reset(snapshot, new Map())
  const ask = (url: string): 'hit' | 'stored' | 'miss' =>
    cache.get(url) ? 'hit' : cache.store(snapshot, url, createCachedResponse('{}', null)) ? 'stored' : 'miss'
  for (const url of urls(0, room + 1)) expect(ask(url)).toBe('stored')
  return { cache, ask }
}

describe('a cache that is full', () => {
  it('keeps what it has through a flood of questions that are asked once', () => {
    const { ask, cache } = fullCache()
    expect(new Set(urls(1_000, 5_000).map(ask))).toEqual(new Set(['miss']))
    expect(new Set(urls(1, room).map(ask))).toEqual(new Set(['hit']))
    expect(cache.stats().entries).toBe(room)
  })

  it('takes what is asked for a second time, in place of what was not used for longest', () => {
    const { ask } = fullCache()
    expect([ask('/new'), ask('/new'), ask('/new')]).toEqual(['miss', 'stored', 'hit'])
    expect(ask('/page?1')).toBe('miss') // it has gone
    expect(ask('/page?2')).toBe('hit')
  })

  it('does the same with answers from history', async () => {
    const { cache } = fullCache()
    cache.setHistoryMarks({ rewrites: 0, appliedId: 1, confirmedAt: 0 })
    const make = async () =>
      createCachedResponse('{}', null, { history: { rewrites: 0, appliedId: 1, confirmedAt: 0, settled: true } })
    expect((await cache.storeHistorical('/past', make)).stored).toBe(false)
    expect((await cache.storeHistorical('/past', make)).stored).toBe(true)
  })

  it('remembers as many questions as it holds answers, and not all of a flood', () => {
    const { ask } = fullCache()
    ask('/long-ago')
    urls(1_000, room + 1).forEach(ask)
    expect(ask('/long-ago')).toBe('miss')
  })

  it('takes everything again with a new snapshot', () => {
    const { cache } = fullCache()
    const next = {}
    cache.reset(next, new Map())
    expect(cache.store(next, '/once', createCachedResponse('{}', null))).toBe(true)
  })
})
