import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ageMs, freshnessState, isBetter, type SnapshotRank } from '../../../src/snapshot/freshness.js'

const ttlMs = 300_000
const snapshot = (tier: SnapshotRank['tier'], confirmedAt = 0) => ({ tier, confirmedAt })

describe('freshness', () => {
  it('is absent only without a snapshot', () => {
    expect(freshnessState({ snapshot: null, now: 0, ttlMs, invalidated: false })).toBe('absent')
  })
  it('is fresh until its age reaches the TTL, then stale', () => {
    const at = (now: number) => freshnessState({ snapshot: snapshot('database'), now, ttlMs, invalidated: false })
    expect(at(0)).toBe('fresh')
    expect(at(ttlMs - 1)).toBe('fresh')
    expect(at(ttlMs)).toBe('stale')
    expect(at(ttlMs * 100_000)).toBe('stale')
  })
  it('is stale if invalidated, and always for the seed', () => {
    expect(freshnessState({ snapshot: snapshot('upstream'), now: 0, ttlMs, invalidated: true })).toBe('stale')
    expect(freshnessState({ snapshot: snapshot('seed'), now: 0, ttlMs, invalidated: false })).toBe('stale')
  })
  it('never has a negative age, even if the clock is set back', () => {
    expect(ageMs(1_000, 0)).toBe(0)
  })
})

describe('the better snapshot', () => {
  const vintage = (tier: SnapshotRank['tier'], confirmedAt: number, hash = 'h'): SnapshotRank => ({
    tier,
    confirmedAt,
    hash,
  })

  it('is any snapshot if there is none', () => {
    for (const tier of ['upstream', 'database', 'file', 'seed'] as const)
      expect(isBetter(vintage(tier, 0), null)).toBe(true)
  })
  it('is never the seed, however recent, if there is another', () => {
    expect(isBetter(vintage('seed', 9), vintage('file', 0))).toBe(false)
    expect(isBetter(vintage('file', 0), vintage('seed', 9))).toBe(true)
  })
  it('is the one with other content that was confirmed later, whatever its tier', () => {
    expect(isBetter(vintage('file', 2, 'b'), vintage('database', 1, 'a'))).toBe(true)
    expect(isBetter(vintage('database', 1, 'b'), vintage('file', 2, 'a'))).toBe(false)
  })
  it('is the one of a better tier if the content is the same', () => {
    expect(isBetter(vintage('database', 1), vintage('file', 1))).toBe(true)
    expect(isBetter(vintage('database', 2), vintage('upstream', 1))).toBe(false)
  })
  it('is a consistent order, without cycles', () => {
    const any = fc.record({
      tier: fc.constantFrom('upstream', 'database', 'file', 'seed'),
      confirmedAt: fc.nat(3),
      hash: fc.constantFrom('a', 'b'),
    }) as fc.Arbitrary<SnapshotRank>
    fc.assert(
      fc.property(
        any,
        any,
        (a, b) =>
          !(isBetter(a, b) && isBetter(b, a)) ||
          (a.hash !== b.hash && a.confirmedAt === b.confirmedAt) ||
          a.tier === 'seed',
      ),
    )
  })
})
