import { describe, expect, it } from 'vitest'
import { isOpenAt, isTimed } from '../../src/price/windows.js'

const at = (time: string) => new Date(`2026-11-21T${time}:00Z`) // a Saturday

describe('a time window', () => {
  it('includes its start and excludes its end', () => {
    const window = { utc_start: 100, utc_end: 400 }
    expect(['00:59', '01:00', '03:59', '04:00'].map((time) => isOpenAt(window, at(time)))).toEqual([
      false,
      true,
      true,
      false,
    ])
  })

  it('may cross midnight', () => {
    const window = { utc_start: 1630, utc_end: 30 }
    expect(['16:29', '16:30', '23:59', '00:29', '00:30'].map((time) => isOpenAt(window, at(time)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
  })

  it('is limited to its days', () => {
    expect(isOpenAt({ utc_days: ['saturday'] }, at('12:00'))).toBe(true)
    expect(isOpenAt({ utc_days: ['monday'] }, at('12:00'))).toBe(false)
  })

  it('has a time of day or days of the week', () => {
    expect(isTimed({})).toBe(false)
    expect(isTimed({ utc_days: [] })).toBe(true)
  })
})
