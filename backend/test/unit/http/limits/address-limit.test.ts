import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAddressLimit } from '../../../../src/http/limits/address-limit.js'
import { createFakeClock } from '../../../helpers/fake-clock.js'

describe('the limit per address', () => {
  it('accepts a burst and then requests at its rate, and returns the time to wait', () => {
    const clock = createFakeClock()
    const limit = createAddressLimit({ perSecond: 2, burst: 3, clock })
    expect([1, 2, 3].map(() => limit.take('a').remaining)).toEqual([2, 1, 0])
    expect(limit.take('a')).toEqual({ allowed: false, remaining: 0, retryAfterSeconds: 1, resetSeconds: 2 })
    clock.set(clock.now() + 500)
    expect([limit.take('a').allowed, limit.take('a').allowed]).toEqual([true, false])
    clock.set(clock.now() + 60_000)
    expect(limit.look('a')).toEqual({ allowed: true, remaining: 3, retryAfterSeconds: 0, resetSeconds: 0 })
  })

  it('is not changed by reading it', () => {
    const limit = createAddressLimit({ perSecond: 1, burst: 1, clock: createFakeClock() })
    for (let nr = 0; nr < 5; nr++) expect(limit.look('a').allowed).toBe(true)
  })

  it('applies to each address separately', () => {
    const limit = createAddressLimit({ perSecond: 1, burst: 1, clock: createFakeClock() })
    expect([limit.take('a'), limit.take('a'), limit.take('b')].map(({ allowed }) => allowed)).toEqual([
      true,
      false,
      true,
    ])
  })

  it('stores a bounded number of addresses, the most recently seen', () => {
    const limit = createAddressLimit({ perSecond: 1, burst: 1, clock: createFakeClock(), most: 3 })
    for (const address of ['a', 'b', 'c', 'd']) limit.take(address)
    expect(['b', 'c', 'd', 'a'].map((address) => limit.look(address).allowed)).toEqual([false, false, false, true])
  })

  it('rejects no address for longer than an empty bucket if the clock is set back', () => {
    const clock = createFakeClock()
    const limit = createAddressLimit({ perSecond: 1, burst: 2, clock })
    limit.take('a')
    clock.set(clock.now() - 3_600_000)
    expect(limit.look('a').resetSeconds).toBe(2)
    clock.set(clock.now() + 2_000)
    expect(limit.look('a').allowed).toBe(true)
  })

  it('never accepts more than the burst and what was restored since', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 3_000 }), { maxLength: 200 })
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (gaps, perSecond, burst) => {
        const clock = createFakeClock(0)
        const limit = createAddressLimit({ perSecond, burst, clock })
        let taken = 0
        for (const gap of gaps) {
          clock.set(clock.now() + gap)
          if (limit.take('a').allowed) taken++
          expect(taken).toBeLessThanOrEqual(burst + (clock.now() * perSecond) / 1000 + 1e-6)
        }
      }),
    )
  })

  it('accepts one more after the returned seconds, and not a second earlier', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 20 }), (perMinute, burst) => {
        const clock = createFakeClock(0)
        const limit = createAddressLimit({ perSecond: perMinute / 60, burst, clock })
        while (limit.take('a').allowed);
        const { retryAfterSeconds } = limit.look('a')
        clock.set((retryAfterSeconds - 1) * 1000)
        expect(retryAfterSeconds > 1 && limit.look('a').allowed).toBe(false)
        clock.set(retryAfterSeconds * 1000)
        expect(limit.look('a').allowed).toBe(true)
      }),
    )
  })
})
