import { describe, expect, it } from 'vitest'
import { leaseRounds } from './helpers/lease-rounds.js'
import { chooseSeed } from './helpers/random.js'

describe('the holder of the lease', () => {
  it('is replaced when it is killed or frozen in its sync; frozen, it wakes up too late and cannot commit over what has happened since', async () => {
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
