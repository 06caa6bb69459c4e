import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { catalogueAsOf } from '../../../src/postgres/as-of.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { captures, haveCaptures, noCaptures, type Capture } from '../../helpers/captures.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

// Syncs the real captures beside the repository, with the clock set to the time of each.
describe('replaying real captures', () => {
  let fixture: SyncFixture
  const kept: Capture[] = []
  beforeAll(async () => {
    if (!haveCaptures) return
    fixture = await createSyncFixture()
    let nr = 0
    for await (const capture of captures()) {
      // Every eighth, and all of the last weeks, to cover two years in less time.
      if (nr++ % 8 !== 0 && capture.observed_at < '2026-05-15') continue
      fixture.clock.set(Date.parse(capture.observed_at))
      fixture.setUpstream(capture.data)
      const sync = await fixture.sync()
      expect(sync, capture.observed_at).toMatchObject({
        status: expect.stringMatching(/applied|unchanged/),
        detail: null,
      })
      kept.push(capture)
    }
  }, 240_000)
  afterAll(() => fixture?.close())
  beforeEach((context) => context.skip(!haveCaptures, noCaptures))

  it('ends with a current catalogue that deep-equals the last capture', async () => {
    const { catalogue } = await loadBaseline(fixture.db)
    expect(catalogue.entries.map((entry) => entry.model)).toEqual(kept.at(-1)!.data)
    expect(fixture.ctx.snapshots.current()?.catalogue.hash).toBe(catalogue.hash)
  })

  it('reconstructs every capture, in its order', async () => {
    for (const capture of kept.filter((_, nr) => nr % 20 === 0)) {
      const { catalogue } = await catalogueAsOf(fixture.db, Date.parse(capture.observed_at))
      expect(
        catalogue.entries.map((entry) => entry.model),
        capture.observed_at,
      ).toEqual(capture.data)
    }
  })
})
