import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createObservation } from '../../../src/snapshot/observation.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const minute = 60_000
const start = Date.parse('2026-03-01T00:00:00Z')
const models = (...sizes: number[]): Record<string, unknown>[] =>
  sizes.flatMap((size, nr) => (size === 0 ? [] : [exampleModel(`a/m${nr}`, { context_length: size })]))

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
  fixture.ctx.maxShrinkPercent = 100
  fixture.ctx.maxGrowthPercent = 1_000_000
})
afterEach(() => fixture.close())

async function syncAt(minutes: number, says: Record<string, unknown>[]): Promise<void> {
  fixture.clock.set(start + minutes * minute)
  fixture.setUpstream(says)
  await fixture.sync()
}

async function commitLate(minutes: number, says: Record<string, unknown>[]): Promise<void> {
  const bytes = Buffer.from(JSON.stringify({ data: says }))
  await fixture.ctx.spool.append(
    createObservation({ observedAt: start + minutes * minute, source: 'upstream', scope: 'all', durationMs: 1, bytes }),
  )
  await replaySpool(fixture.ctx, new AbortController().signal)
}

interface Row {
  seq: number
  kind: string
  live: boolean
}
/** By minute and model, as `[kind, before, after]`. */
async function changes(): Promise<Map<string, Row & { before: unknown; after: unknown }>> {
  const rows = await fixture.db.query<Row & { observed_at: number; model_id: string; before: unknown; after: unknown }>(
    'SELECT * FROM catalog_changes ORDER BY seq',
  )
  return new Map(rows.map((row) => [`${(row.observed_at - start) / minute} ${row.model_id} ${row.kind}`, row]))
}
const rewrites = async (): Promise<unknown> =>
  (await fixture.db.query('SELECT rewrites FROM catalog_history'))[0]?.['rewrites']

describe('a late commit', () => {
  it('keeps the rows of unchanged changes, and marks new ones as not live', async () => {
    await syncAt(0, models(1, 1, 1))
    await syncAt(30, models(2, 2, 1))
    const before = await changes()
    await commitLate(10, models(3, 1, 1))
    const after = await changes()
    expect(after.get('30 a/m1 context_changed')).toEqual(before.get('30 a/m1 context_changed'))
    expect(after.get('30 a/m1 context_changed')?.live).toBe(true)
    expect(after.get('10 a/m0 context_changed')).toMatchObject({ before: 1, after: 3, live: false })
    expect(after.get('30 a/m0 context_changed')).toMatchObject({ before: 3, after: 2, live: false })
    expect(after.get('30 a/m0 context_changed')!.seq).toBeGreaterThan(before.get('30 a/m1 context_changed')!.seq)
    expect(after.size).toBe(before.size + 1)
  })

  it('removes a change that turns out to have happened earlier', async () => {
    await syncAt(0, models(1, 1))
    await syncAt(30, models(2, 1))
    await commitLate(10, models(2, 1))
    expect([...(await changes()).keys()]).toEqual([
      '0 a/m0 model_added',
      '0 a/m1 model_added',
      '10 a/m0 context_changed',
    ])
  })

  it('turns a later addition into a return, and keeps its row', async () => {
    await syncAt(0, models(1))
    await syncAt(20, models(1))
    await syncAt(30, models(1, 1))
    const before = await changes()
    await commitLate(10, models(1, 1))
    const after = await changes()
    expect(after.get('30 a/m1 model_returned')).toMatchObject({
      seq: before.get('30 a/m1 model_added')!.seq,
      live: true,
    })
    expect(after.get('20 a/m1 model_removed')).toMatchObject({ live: false })
  })

  it('counts as one rewrite, and only if it wrote something', async () => {
    await syncAt(0, models(1, 1))
    await syncAt(30, models(2, 1))
    expect(await rewrites()).toBe(0)
    await commitLate(10, models(1, 1))
    expect(await rewrites()).toBe(0)
    await commitLate(20, models(3, 1))
    expect(await rewrites()).toBe(1)
    await commitLate(40, models(4, 1))
    expect(await rewrites()).toBe(1)
  })

  it('is live if it is the newest', async () => {
    await syncAt(0, models(1))
    await commitLate(10, models(2))
    expect((await changes()).get('10 a/m0 context_changed')?.live).toBe(true)
  })
})
