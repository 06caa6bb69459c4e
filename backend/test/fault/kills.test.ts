import { describe, expect, it } from 'vitest'
import { killRounds } from './helpers/kill-rounds.js'
import { chooseSeed } from './helpers/random.js'

describe('kill -9 of the program or of PostgreSQL at a random point of a sync', () => {
  it('loses no acknowledged sync, leaves none in part, and keeps history exact', async () => {
    const report = await killRounds({ rounds: 25, seed: chooseSeed('kill -9') })
    expect(report.wrong).toEqual([])
    expect(report.killed).toEqual({ program: 13, postgres: 12 })
    expect(report.acknowledged).toBeGreaterThan(0)
  }, 240_000)
})
