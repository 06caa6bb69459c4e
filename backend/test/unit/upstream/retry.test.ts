import { describe, expect, it } from 'vitest'
import { backoffMs, parseRetryAfter } from '../../../src/upstream/retry.js'

const NOW = Date.parse('2026-01-01T00:00:00Z')
const DAY = 24 * 60 * 60 * 1_000

describe('Retry-After', () => {
  it.each([
    ['0', 0],
    ['120', 120_000],
    [' 5 ', 5_000],
    ['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
    ['Thursday, 01-Jan-26 00:00:30 GMT', 30_000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['99999999999', DAY],
    ['Fri, 01 Jan 2099 00:00:00 GMT', DAY],
  ])('"%s" is %d ms', (header, expected) => {
    expect(parseRetryAfter(header, NOW)).toBe(expected)
  })

  it.each([undefined, '', 'soon', '-1', '1.5', '1e3', '2026-01-02', 'Thu, nonsense'])(
    '%j asks for nothing',
    (header) => {
      expect(parseRetryAfter(header, NOW)).toBeUndefined()
    },
  )

  it('is the first of several', () => {
    expect(parseRetryAfter(['3', '9'], NOW)).toBe(3_000)
  })
})

describe('backoff', () => {
  it('is random, from 0 to a bound that doubles up to 5 s', () => {
    const bounds = [1, 2, 3, 4, 5, 6, 7, 30].map((attempt) => backoffMs(attempt, () => 1))
    expect(bounds).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000])
    expect(backoffMs(3, () => 0)).toBe(0)
    expect(backoffMs(3, () => 0.5)).toBe(500)
  })
})
