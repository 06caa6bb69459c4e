import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { everything, forget, generatedCaptures, importRaw, modelsAsOf } from '../../helpers/import-room.js'
import { propertyRuns } from '../../helpers/property-runs.js'
import { openSyncRoom, type SyncRoom } from '../../helpers/sync-room.js'

let room: SyncRoom
beforeEach(async () => {
  room = await openSyncRoom()
})
afterEach(() => room.close())

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
            await forget(room.db)
            for (const part of sequence) await importRaw(room.db, part)
            const history = []
            for (const { observed_at } of inOrder) history.push(await modelsAsOf(room.db, observed_at))
            results.push({ history, ...(await everything(room.db)) })
          }
          expect(results[1]).toEqual(results[0])
          expect(results[2]).toEqual(results[0])
        },
      ),
      { numRuns: propertyRuns(12) },
    )
  }, 240_000)
})
