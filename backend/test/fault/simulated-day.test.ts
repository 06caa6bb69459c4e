import { describe, expect, it } from 'vitest'
import { hour, simulateDay, type Span } from './helpers/simulate-day.js'

const minute = hour / 60
const interval = 4 * minute
const ttl = 5 * minute
const poll = 10_000
const fetchTime = 2_000
const skew = 2_000
const replicas = 100
const callsIn = (calls: readonly number[], [from, until]: Span): number =>
  calls.filter((at) => at >= from && at < until).length

describe('a simulated day of a hundred replicas', () => {
  it('has one fetch per interval in total, and no stale response, in normal operation', async () => {
    const well: Span = [0, 24 * hour]
    const day = await simulateDay({
      replicas,
      seed: 1,
      notified: 1,
      databaseAway: [],
      upstreamFails: [],
      holdersDie: [],
    })
    expect(callsIn(day.calls, well)).toBeLessThanOrEqual((24 * hour) / interval)
    expect(day.worstAge(well)).toBeLessThanOrEqual(interval + fetchTime + skew + poll)
    expect(day.stale(well)).toBe(0)
    expect(day.lost).toBe(0)
  }, 120_000)

  it('has the same rate without NOTIFY, and ages at most one poll higher', async () => {
    const day = await simulateDay({
      replicas,
      seed: 2,
      notified: 0,
      databaseAway: [],
      upstreamFails: [],
      holdersDie: [],
    })
    expect(day.calls.length).toBeLessThanOrEqual((24 * hour) / interval)
    expect(day.worstAge([0, 24 * hour])).toBeLessThanOrEqual(interval + fetchTime + skew + poll)
    expect(day.stale([0, 24 * hour])).toBe(0)
  }, 120_000)

  it('loses nothing and recovers within two intervals after outages of database and upstream, and deaths of lease holders', async () => {
    const away: Span = [2 * hour, 3 * hour]
    const failing: Span = [6 * hour, 6 * hour + 30 * minute]
    const dying: Span = [9 * hour, 10 * hour]
    const day = await simulateDay({
      replicas,
      seed: 3,
      notified: 0.9,
      databaseAway: [away],
      upstreamFails: [failing],
      holdersDie: [dying],
    })
    expect(day.lost).toBe(0)
    // Without the database, each replica fetches at its own rate.
    expect(callsIn(day.calls, away)).toBeLessThanOrEqual(replicas * (hour / interval + 1))
    expect(callsIn(day.calls, dying)).toBeLessThanOrEqual(hour / interval + 1)
    expect(callsIn(day.calls, failing)).toBeLessThanOrEqual((30 * minute) / interval + 1)
    for (const quiet of [
      [0, 2 * hour],
      [3 * hour + 2 * interval, 6 * hour],
      [7 * hour, 9 * hour],
      [10 * hour + 2 * interval, 24 * hour],
    ] as Span[]) {
      expect(callsIn(day.calls, quiet)).toBeLessThanOrEqual((quiet[1] - quiet[0]) / interval + 1)
      expect(day.worstAge(quiet)).toBeLessThan(ttl)
    }
    expect(day.worstAge(away)).toBeLessThanOrEqual(2 * interval + fetchTime + skew + poll)
    expect(day.worstAge([failing[0], failing[1] + 2 * interval])).toBeLessThanOrEqual(
      failing[1] - failing[0] + 2 * interval,
    )
    expect(day.worstAge([dying[0], dying[1] + 2 * interval])).toBeLessThanOrEqual(hour + 2 * interval)
  }, 120_000)
})
