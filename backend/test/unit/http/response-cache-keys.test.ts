import { expect, it } from 'vitest'
import { createEntry } from '../../../src/http/entry.js'
import { createResponseCache } from '../../../src/http/response-cache.js'
import type { Origin } from '../../../src/snapshot/snapshot.js'
import { heldBytes } from '../../helpers/garbage.js'

it('holds nothing of the request that a URL was cut out of', () => {
  const cache = createResponseCache(1_000_000)
  const generation = { tier: 'memory', changedAt: 0 } as unknown as Origin
  const entries = (): ReturnType<typeof createEntry> => createEntry('{}', generation)
  cache.renew(generation, new Map())
  const urls = Array.from({ length: 100 }, (_, nr) => `/api/models/of-some-length/${nr}`)
  for (const url of urls) cache.keep(generation, url, entries())
  cache.keep(generation, '/another', entries()) // so that whatever is asked for now is moved
  const before = heldBytes()
  for (const url of urls) expect(cache.get(`${'x'.repeat(100_000)}${url}`.slice(100_000))).toBeDefined()
  expect(heldBytes() - before).toBeLessThan(5_000_000)
  expect(cache.stats().entries).toBe(101)
})
