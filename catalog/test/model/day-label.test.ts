import { expect, it } from 'vitest'
import { dayLabel, startOfUtcDay } from '../../src/model/day-label.js'

it('knows the days of the calendar, and no others', () => {
  expect(startOfUtcDay('2026-05-01')).toBe(Date.UTC(2026, 4, 1))
  expect(startOfUtcDay('2024-02-29')).toBe(Date.UTC(2024, 1, 29))
  expect(['2026-02-29', '2026-02-31', '2026-13-01', '2026-5-1', 'x'].map(startOfUtcDay)).toEqual(Array(5).fill(null))
  expect(dayLabel('2026-02-31')).toBe('2026-02-31')
})
