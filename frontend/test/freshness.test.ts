import { describe, expect, it } from 'vitest'
import { freshnessOf } from '../src/app/freshness.js'
import type { Received } from '../src/shared/api/catalogue.js'

const now = Date.UTC(2026, 10, 29, 12)
const received = (ageMs: number, more: Partial<Received> = {}): Received => ({
  models: [],
  etag: null,
  tier: 'upstream',
  confirmedAt: now - ageMs,
  changedAt: null,
  ttlMs: 300_000,
  ...more,
})
const stateOf = (...of: Parameters<typeof received>) => freshnessOf(received(...of), null, now).state

describe('the freshness banner', () => {
  it('does not appear between the sync that is due and the next request of the page', () => {
    expect(stateOf(300_000)).toBe('fresh')
    expect(stateOf(300_001)).toBe('fresh')
    expect(stateOf(385_000)).toBe('fresh')
    expect(stateOf(395_000)).toBe('stale')
  })

  it('appears soon when the TTL is short', () => {
    expect(stateOf(1_900, { ttlMs: 1_000 })).toBe('fresh')
    expect(stateOf(2_100, { ttlMs: 1_000 })).toBe('stale')
  })

  it('blames Modelkeep, not OpenRouter, when the page cannot reach it', () => {
    const { state, warning } = freshnessOf(received(600_000), new TypeError('Failed to fetch'), now)
    expect(state).toBe('unreachable')
    expect(warning).toMatch(/^Modelkeep cannot be reached/)
    expect(warning).not.toContain('OpenRouter')
  })
})
