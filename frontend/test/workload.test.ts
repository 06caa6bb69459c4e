import { describe, expect, it } from 'vitest'
import { defaultWorkload, parseWorkload, workloadSearch } from '../src/shared/cost/workload.js'

describe('a workload in the URL', () => {
  it('is read from in, cached, out and calls', () => {
    expect(parseWorkload({ in: '10', cached: '2', out: '3', calls: '4' })).toEqual({
      inputTokens: 10,
      cachedTokens: 2,
      outputTokens: 3,
      calls: 4,
    })
  })
  it('falls back to the default of each absent or invalid number', () => {
    expect(parseWorkload({ in: '-1', cached: 'x', out: '1e3', calls: '99999999999999' })).toEqual(defaultWorkload)
    expect(parseWorkload({ in: '0', cached: '0' })).toMatchObject({ inputTokens: 0, cachedTokens: 0 })
  })
  it('is written in full, except for the default', () => {
    const own = { inputTokens: 10, cachedTokens: 2, outputTokens: 3, calls: 4 }
    expect(workloadSearch(own)).toEqual({ in: '10', cached: '2', out: '3', calls: '4' })
    expect(workloadSearch(defaultWorkload)).toEqual({})
    expect(parseWorkload(workloadSearch(own))).toEqual(own)
  })
})
