import { describe, expect, it } from 'vitest'
import { chooseSeed } from './helpers/random.js'
import { watchKillRounds } from './helpers/watch-kill-rounds.js'

/** 200 by hand: MODELKEEP_RUNS=200. */
const rounds = Number(process.env['MODELKEEP_RUNS'] ?? 20)

describe('kill -9 of the program or of PostgreSQL while a watch delivers', () => {
  it(`loses no change, keeps their order, and repeats a message only as it was (${rounds} rounds)`, async () => {
    const report = await watchKillRounds({ rounds, seed: chooseSeed('kill -9 of watches') })
    process.stdout.write(`${JSON.stringify(report)}\n`)
    expect(report.wrong).toEqual([])
    expect(report.killed).toEqual({ program: Math.ceil(rounds / 2), postgres: Math.floor(rounds / 2) })
    expect(report.committed).toBeGreaterThan(rounds)
  }, 3_600_000)
})
