import { expect, it } from 'vitest'
import { maxAttempts, readRetryAfter, retryDelayMs } from '../../../src/watches/retry-schedule.js'

const minute = 60_000
const hour = 60 * minute
const delays = (random: number) =>
  Array.from({ length: maxAttempts }, (_, nr) => retryDelayMs(nr + 1, null, () => random))

it('waits 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 h, and gives up after ten attempts', () => {
  expect(delays(0)).toEqual([
    5_000,
    5 * minute,
    30 * minute,
    2 * hour,
    5 * hour,
    10 * hour,
    14 * hour,
    20 * hour,
    24 * hour,
    null,
  ])
})

it('adds up to 20 %', () => {
  expect(delays(1).slice(0, 2)).toEqual([6_000, 6 * minute])
})

it('waits longer if the receiver asks for it, at most a day, and never shorter', () => {
  expect(retryDelayMs(1, 60_000, () => 0)).toBe(60_000)
  expect(retryDelayMs(1, 1_000, () => 0)).toBe(5_000)
  expect(retryDelayMs(1, 1_000 * hour, () => 0)).toBe(24 * hour)
})

it('reads seconds and dates', () => {
  const now = Date.parse('2026-08-22T14:00:00Z')
  expect(readRetryAfter('120', now)).toBe(120_000)
  expect(readRetryAfter('Sat, 22 Aug 2026 14:01:00 GMT', now)).toBe(minute)
  expect(readRetryAfter('Sat, 22 Aug 2026 13:00:00 GMT', now)).toBe(0)
  expect(readRetryAfter('soon', now)).toBeNull()
  expect(readRetryAfter(null, now)).toBeNull()
})
