import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { acquireLease, releaseLease } from '../../../src/postgres/lease.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import {
  derivedTables,
  truncateHistory,
  generatedCaptures,
  importLines,
  importRaw,
  modelsAsOf,
  painter,
  type RawCapture,
} from '../../helpers/import-export.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const models = (...sizes: number[]): Record<string, unknown>[] =>
  sizes.flatMap((size, nr) => (size === 0 ? [] : [exampleModel(`a/m${nr}`, { context_length: size })]))
const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
const capture = (hour: number, data: readonly unknown[], scope?: 'text' | 'all'): RawCapture => ({
  observed_at: at(hour),
  data,
  ...(scope && { scope }),
})

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

async function syncAt(hour: number, says: Record<string, unknown>[]): ReturnType<SyncFixture['sync']> {
  fixture.clock.set(Date.parse(at(hour)))
  fixture.setUpstream(says)
  return fixture.sync()
}
const current = async (): Promise<unknown[]> =>
  (await loadBaseline(fixture.db)).catalogue.entries.map(({ model }) => model)

describe('importing captures', () => {
  it('works before, between and after syncs, and each is found at its time', async () => {
    await syncAt(10, models(1, 1, 1))
    await syncAt(20, models(1, 2, 1))
    const batch = [
      capture(5, models(9, 9)),
      capture(15, models(1, 3, 0, 4)),
      capture(16, models(1, 3, 1)),
      capture(25, models(7)),
    ]
    expect(await importRaw(fixture.db, batch)).toMatchObject({ read: 4, added: 4, known: 0, skipped: 0, bad: [] })
    for (const { observed_at, data } of batch) expect(await modelsAsOf(fixture.db, observed_at)).toEqual(data)
    expect(await modelsAsOf(fixture.db, at(10))).toEqual(models(1, 1, 1))
    expect(await modelsAsOf(fixture.db, at(20))).toEqual(models(1, 2, 1))
    expect(await current()).toEqual(models(7))
  })

  it('adds nothing when they are imported again, in another form', async () => {
    const batch = generatedCaptures(20)
    await importRaw(fixture.db, batch)
    const before = await derivedTables(fixture.db)
    expect(await importRaw(fixture.db, batch)).toMatchObject({ read: 20, added: 0, known: 20, versions: 0, changes: 0 })
    expect(
      await importLines(
        fixture.db,
        batch.map((one) =>
          JSON.stringify({ scope: 'text', data: one.data, observed_at: one.observed_at.replace('.000Z', '+00:00') }),
        ),
      ),
    ).toMatchObject({ added: 0, known: 20 })
    expect(await derivedTables(fixture.db)).toEqual(before)
  })

  it('adds nothing to the live stream and removes nothing from it', async () => {
    await syncAt(10, models(1, 1))
    await syncAt(20, models(2, 1))
    const live = await fixture.db.query('SELECT seq FROM catalog_changes WHERE live ORDER BY seq')
    await importRaw(fixture.db, [capture(5, models(1, 1, 1)), capture(25, models(3, 1))])
    expect(
      await fixture.db.query('SELECT seq FROM catalog_changes WHERE live AND observed_at < $1 AND seq > $2', [
        new Date(at(30)),
        1e9,
      ]),
    ).toEqual([])
    expect(
      (await fixture.db.query<{ seq: number }>('SELECT seq FROM catalog_changes WHERE live')).every(({ seq }) =>
        live.some((one) => one['seq'] === seq),
      ),
    ).toBe(true)
    expect(
      await fixture.db.query('SELECT kind FROM catalog_changes WHERE observed_at = $1 AND NOT live', [
        new Date(at(25)),
      ]),
    ).toEqual([{ kind: 'context_changed' }])
  })

  it('keeps both captures of one moment, and the later one counts', async () => {
    await importRaw(fixture.db, [capture(1, models(1)), capture(1, models(2)), capture(2, models(3))])
    expect(await modelsAsOf(fixture.db, at(1))).toEqual(models(2))
    expect(await fixture.db.query('SELECT count(*) AS n FROM catalog_syncs')).toEqual([{ n: 3 }])
  })

  it('invalidates cached historical responses', async () => {
    const rewrites = async (): Promise<unknown> => (await loadBaseline(fixture.db)).rewrites
    const before = (await rewrites()) as number
    await importRaw(fixture.db, [capture(1, models(1))])
    expect(await rewrites()).toBe(before + 1)
  })
})

describe('a text capture', () => {
  it('removes no models without text output', async () => {
    await syncAt(10, [...models(1, 1), painter('p/one')])
    await importRaw(fixture.db, [capture(11, models(0, 2))])
    expect(await modelsAsOf(fixture.db, at(11))).toEqual(
      [painter('p/one'), ...models(0, 2)].toSorted((a, b) => String(a['id']).localeCompare(String(b['id']))),
    )
    await importRaw(fixture.db, [capture(12, models(0, 2), 'all')])
    expect(await current()).toEqual(models(0, 2))
  })

  it('carries the uncovered models of an earlier `all` capture that is imported later', async () => {
    await importRaw(fixture.db, [capture(3, models(1, 1)), capture(5, models(1, 2))])
    await importRaw(fixture.db, [capture(2, [...models(1, 1), painter('p/one')], 'all')])
    expect(await modelsAsOf(fixture.db, at(3))).toEqual([...models(1, 1), painter('p/one')])
    expect(await current()).toEqual([...models(1, 2), painter('p/one')])
    await importRaw(fixture.db, [capture(4, models(1, 1), 'all')])
    expect(await modelsAsOf(fixture.db, at(3))).toEqual([...models(1, 1), painter('p/one')])
    expect(await current()).toEqual(models(1, 2))
  })
})

describe('a bad capture', () => {
  it('is reported with its line, and the rest is imported', async () => {
    const good = JSON.stringify(capture(1, models(1)))
    const lines = [
      good,
      '{"observed_at":',
      '{"data":[{}]}',
      '[]',
      '{"observed_at":"2026-02-30T00:00:00Z","data":[{}]}',
      '{"observed_at":"2026-01-01T00:00:00Z","data":[]}',
      JSON.stringify({ ...capture(2, models(1)), scope: 'images' }),
      JSON.stringify({ ...capture(3, models(1)), observed_at: '2999-01-01T00:00:00Z' }),
      JSON.stringify(capture(4, [1, 2, 3])),
      JSON.stringify(capture(5, models(2))),
    ]
    const done = await importLines(fixture.db, lines)
    expect(done).toMatchObject({ added: 2, skipped: 8 })
    expect(done.bad.map(({ place }) => place.line).toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    expect(await current()).toEqual(models(2))
  })

  it('keeps the last good version of a broken model', async () => {
    const many = models(...Array.from({ length: 30 }, () => 1))
    const broken = [{ ...many[0]!, pricing: 'free' }, ...many.slice(1)]
    await importRaw(fixture.db, [capture(1, many), capture(2, broken)])
    expect(await modelsAsOf(fixture.db, at(2))).toEqual(many)
    expect(await fixture.db.query('SELECT reason, model_id FROM quarantined_payloads')).toEqual([
      { reason: 'broken_model', model_id: 'a/m0' },
    ])
  })
})

describe('an import between syncs', () => {
  it('accepts a loss of models, and the first sync after it is not checked for a shrink', async () => {
    await importRaw(fixture.db, [capture(1, models(1, 1, 1, 1, 1)), capture(2, models(1, 1, 1))])
    expect(await current()).toEqual(models(1, 1, 1))
    expect(await syncAt(3, models(1))).toMatchObject({ status: 'applied' })
    expect(await syncAt(4, models(0, 1))).toMatchObject({ status: 'quarantined' })
  })

  it('waits for the lease, reports that, and releases it', async () => {
    const other = await acquireLease(fixture.db, 'other', 60_000)
    let reportWaiting = (): void => {}
    const waited = new Promise<void>((resolve) => (reportWaiting = resolve))
    const importing = importRaw(fixture.db, [capture(1, models(1))], {
      clock: { now: () => Date.now(), sleep: async () => {} },
      onWaiting: reportWaiting,
    })
    await waited
    expect(await current()).toEqual([])
    await releaseLease(fixture.db, other!)
    expect(await importing).toMatchObject({ added: 1 })
    expect(await acquireLease(fixture.db, 'another', 1)).not.toBeNull()
  })

  it('stops between batches when aborted, and resumes when run again', async () => {
    const batch = generatedCaptures(120)
    const stop = new AbortController()
    const first = await importRaw(fixture.db, batch, { signal: stop.signal, onProgress: () => stop.abort() })
    expect(first.added).toBe(50)
    expect(await importRaw(fixture.db, batch)).toMatchObject({ added: 70, known: 50 })
    const resumed = await derivedTables(fixture.db)
    await truncateHistory(fixture.db)
    await importRaw(fixture.db, batch)
    expect(await derivedTables(fixture.db)).toEqual(resumed)
  })
})
