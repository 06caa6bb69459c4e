import { describe, expect, it } from 'vitest'
import { createCachedResponse } from '../../../../src/http/response/cached-response.js'
import { createResponseCache } from '../../../../src/http/response/response-cache.js'

const responseOf = (length: number) => createCachedResponse('x'.repeat(length), null)
const maxBytes = 40_000
function emptyCache() {
  const [snapshot, cache] = [{}, createResponseCache(maxBytes)]
  cache.reset(snapshot, new Map())
  return { snapshot, cache }
}

describe('the response cache', () => {
  it('evicts the least recently used responses to stay within its bytes', () => {
    const { snapshot, cache } = emptyCache()
    for (let nr = 0; nr < 1_000; nr++) {
      cache.store(snapshot, `/page?${nr}`, responseOf(700))
      cache.get('/page?0')
    }
    expect(cache.stats().bytes).toBeLessThanOrEqual(maxBytes)
    expect(cache.stats().entries).toBeGreaterThan(15)
    expect([cache.get('/page?0'), cache.get('/page?999')]).not.toContain(undefined)
    expect(cache.get('/page?1')).toBeUndefined()
  })

  it('does not store a very long URL', () => {
    const { snapshot, cache } = emptyCache()
    expect(cache.store(snapshot, `/${'x'.repeat(2_048)}`, responseOf(2))).toBe(false)
  })

  it('does not store a response that would evict most others', () => {
    const { snapshot, cache } = emptyCache()
    expect(cache.store(snapshot, '/large', responseOf(maxBytes / 3))).toBe(false)
    expect(cache.get('/large')).toBeUndefined()
  })

  it('keeps prebuilt responses during a flood of others, whatever their size', () => {
    const { snapshot, cache } = emptyCache()
    cache.reset(snapshot, new Map([['/list', responseOf(2 * maxBytes)]]))
    for (let nr = 0; nr < 100; nr++) cache.store(snapshot, `/flood?${nr}`, responseOf(2_000))
    expect(cache.get('/list')).toBeDefined()
    expect(cache.stats().entries).toBeGreaterThan(5)
  })

  it('keeps the replacement of an invalidated prebuilt response during a flood', () => {
    const { snapshot, cache } = emptyCache()
    cache.reset(snapshot, new Map([['/list', responseOf(2_000)]]))
    expect(cache.invalidate()).toEqual(['/list'])
    expect(cache.get('/list')).toBeUndefined()
    expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0 })
    const rebuilt = responseOf(2_000)
    expect(cache.store(snapshot, '/list', rebuilt)).toBe(true)
    for (let nr = 0; nr < 100; nr++) cache.store(snapshot, `/flood?${nr}`, responseOf(2_000))
    expect(cache.get('/list')).toBe(rebuilt)
  })

  it('has the responses of a new snapshot at once, and none of the old one', () => {
    const { snapshot, cache } = emptyCache()
    cache.store(snapshot, '/gone', responseOf(2))
    const next = responseOf(2)
    cache.reset({}, new Map([['/list', next]]))
    expect([cache.get('/list'), cache.get('/gone')]).toEqual([next, undefined])
  })
})
