import { describe, expect, it } from 'vitest'
import { leaseRounds } from './helpers/lease-rounds.js'
import { chooseSeed } from './helpers/random.js'

describe('a lease holder that is killed or frozen during its sync', () => {
  it('is replaced, and cannot commit when it wakes up late', async () => {
    const report = await leaseRounds({
      rounds: 13,
      modes: ['frozen', 'frozen', 'frozen', 'killed'],
      seed: chooseSeed('the lease moves'),
    })
    expect(report.wrong).toEqual([])
    expect(report.rounds).toEqual({ frozen: 10, killed: 3 })
    expect(report.refused).toBeGreaterThan(0)
  }, 240_000)
})
