import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  derivedTables,
  truncateHistory,
  generatedCaptures,
  importRaw,
  modelsAsOf,
} from '../../helpers/import-export.js'
import { propertyRuns } from '../../helpers/property-runs.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

describe('importing captures', () => {
  it('gives the same result in any order and with any scopes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.boolean(),
        fc.infiniteStream(fc.nat(1_000_000)),
        async (seed, mixed, order) => {
          const inOrder = generatedCaptures(9, { seed, scopes: mixed ? ['text', 'all'] : ['text'] })
          const shuffled = inOrder
            .map((one) => ({ one, by: order.next().value }))
            .toSorted((a, b) => a.by - b.by)
            .map(({ one }) => one)
          const results = []
          for (const sequence of [[inOrder], shuffled.map((one) => [one]), [shuffled.slice(0, 4), shuffled.slice(4)]]) {
            await truncateHistory(fixture.db)
            for (const part of sequence) await importRaw(fixture.db, part)
            const history = []
            for (const { observed_at } of inOrder) history.push(await modelsAsOf(fixture.db, observed_at))
            results.push({ history, ...(await derivedTables(fixture.db)) })
          }
          expect(results[1]).toEqual(results[0])
          expect(results[2]).toEqual(results[0])
        },
      ),
      { numRuns: propertyRuns(12) },
    )
  }, 240_000)
})
