import { describe, expect, it } from 'vitest'
import { createCatalogue } from '../../../src/catalogue/catalogue.js'
import { anyTierMs, coldStart, databaseFirstMs, type ColdStartTiers } from '../../../src/snapshot/cold-start.js'
import type { Snapshot } from '../../../src/snapshot/snapshot.js'
import { createSnapshotStore } from '../../../src/snapshot/snapshot-store.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

const now = Date.parse('2026-06-01T00:00:00Z')
const snapshot = (tier: Snapshot['tier'], ageMs = 0): Snapshot => ({
  catalogue: createCatalogue([exampleModel(`a/${tier}`) as never]),
  tier,
  confirmedAt: now - ageMs,
  changedAt: now - ageMs,
})

function setUp(tiers: Partial<ColdStartTiers> = {}) {
  const clock = createFakeClock(now)
  const store = createSnapshotStore({ clock, ttlMs: 300_000 })
  const troubles: string[] = []
  const never = new Promise<never>(() => {})
  let upstreamAsked = false
  const all: ColdStartTiers = {
    database: never,
    file: async () => null,
    upstream: () => {
      upstreamAsked = true
      return never
    },
    seed: async () => snapshot('seed'),
    ...tiers,
  }
  let done = false
  const finished = coldStart(store, all, clock, (what) => troubles.push(what)).then(() => {
    done = true
  })
  return {
    clock,
    store,
    troubles,
    finished,
    isDone: () => done,
    upstreamAsked: () => upstreamAsked,
    tier: () => store.current()?.tier,
  }
}

describe('a cold start', () => {
  it('waits 300 ms for the database before it uses the file', async () => {
    const { clock, tier, finished } = setUp({ file: async () => snapshot('file') })
    await clock.advance(databaseFirstMs - 1)
    expect(tier()).toBeUndefined()
    await clock.advance(1)
    await finished
    expect(tier()).toBe('file')
  })

  it('uses the database if it responds in time', async () => {
    const { clock, store, tier, finished } = setUp({ file: async () => snapshot('file', 60_000) })
    await clock.advance(100)
    await store.offer(snapshot('database'))
    await clock.advance(0)
    await finished
    expect(tier()).toBe('database')
  })

  it('does not wait for a database that is known to be unavailable', async () => {
    const { tier, finished } = setUp({ database: Promise.resolve(), file: async () => snapshot('file') })
    await finished
    expect(tier()).toBe('file')
  })

  it('prefers a file that is newer than the database', async () => {
    let offer = async (): Promise<void> => {}
    const database = new Promise<void>((resolve) => setImmediate(() => void offer().then(resolve)))
    const fixture = setUp({ database, file: async () => snapshot('file') })
    offer = async () => void (await fixture.store.offer(snapshot('database', 3_600_000)))
    await fixture.finished
    expect(fixture.tier()).toBe('file')
  })

  it('waits up to 3 s for database or upstream if there is no file, then uses the seed', async () => {
    const { clock, tier, finished, upstreamAsked, isDone } = setUp()
    await clock.advance(databaseFirstMs)
    expect(upstreamAsked()).toBe(true)
    await clock.advance(anyTierMs - databaseFirstMs - 1)
    expect(isDone()).toBe(false)
    await clock.advance(1)
    await finished
    expect(tier()).toBe('seed')
  })

  it('uses upstream if it responds first', async () => {
    const { clock, store, tier, finished } = setUp()
    await clock.advance(1_000)
    await store.offer(snapshot('upstream'))
    await clock.advance(0)
    await finished
    expect(tier()).toBe('upstream')
  })

  it('uses the seed immediately if database and upstream have failed', async () => {
    const { tier, finished } = setUp({ database: Promise.resolve(), upstream: async () => null })
    await finished
    expect(tier()).toBe('seed')
  })

  it('reports an unusable file, and continues', async () => {
    const { clock, tier, troubles, finished } = setUp({
      file: () => Promise.reject(new Error('damaged')),
      upstream: async () => null,
      database: Promise.resolve(),
    })
    await clock.advance(0)
    await finished
    expect(tier()).toBe('seed')
    expect(troubles).toEqual(['file_tier_unusable'])
  })

  it('syncs in the background while serving the file, and swaps the result in', async () => {
    const { clock, store, tier, finished, upstreamAsked } = setUp({ file: async () => snapshot('file', 60_000) })
    await clock.advance(databaseFirstMs)
    await finished
    expect(upstreamAsked()).toBe(true)
    await store.offer(snapshot('upstream'))
    expect(tier()).toBe('upstream')
  })
})
