import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { catalogueAsOf } from '../../../src/postgres/as-of.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { createObservation } from '../../../src/snapshot/observation.js'
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

async function syncAt(minutes: number, list: Record<string, unknown>[]): Promise<void> {
  fixture.clock.set(start + minutes * minute)
  fixture.setUpstream(list)
  await fixture.sync()
}

const spoolAt = (minutes: number, list: Record<string, unknown>[]) =>
  fixture.ctx.spool.append(
    createObservation({
      observedAt: start + minutes * minute,
      source: 'upstream',
      scope: 'all',
      durationMs: 1,
      bytes: Buffer.from(JSON.stringify({ data: list })),
    }),
  )

const replay = (): Promise<void> => replaySpool(fixture.ctx, new AbortController().signal)
const asOf = async (minutes: number): Promise<unknown[]> =>
  (await catalogueAsOf(fixture.db, start + minutes * minute)).catalogue.entries.map((entry) => entry.model)
const current = async (): Promise<unknown[]> =>
  (await loadBaseline(fixture.db)).catalogue.entries.map((entry) => entry.model)

describe('replaying the spool', () => {
  it('commits observations in order, with their original times', async () => {
    await syncAt(0, models(1, 1, 1))
    await spoolAt(10, models(2, 1, 1))
    await spoolAt(20, models(2, 2, 0))
    await replay()
    expect(await asOf(0)).toEqual(models(1, 1, 1))
    expect(await asOf(10)).toEqual(models(2, 1, 1))
    expect(await asOf(20)).toEqual(models(2, 2, 0))
    expect(await current()).toEqual(models(2, 2, 0))
    expect(fixture.ctx.spool.status().pending).toBe(0)
  })

  it('commits an observation into history if another replica has synced since, and leaves the current catalogue unchanged', async () => {
    await syncAt(0, models(1, 1, 1, 0))
    await syncAt(30, models(1, 3, 1, 3))
    await spoolAt(20, models(2, 0, 1, 0))
    await spoolAt(10, models(1, 2, 1, 5))
    await replay()
    expect(await asOf(9)).toEqual(models(1, 1, 1, 0))
    expect(await asOf(10)).toEqual(models(1, 2, 1, 5))
    expect(await asOf(20)).toEqual(models(2, 0, 1, 0))
    expect(await asOf(30)).toEqual(models(1, 3, 1, 3))
    expect(await current()).toEqual(models(1, 3, 1, 3))
  })

  it('derives the changes again around an inserted observation', async () => {
    await syncAt(0, models(1, 1))
    await syncAt(30, models(3, 1))
    await spoolAt(10, models(2, 0))
    await replay()
    const changes = await fixture.db.query(
      'SELECT observed_at, model_id, kind, before, after FROM catalog_changes WHERE observed_at > $1 ORDER BY observed_at, model_id',
      [new Date(start)],
    )
    expect(
      changes.map((change) => [
        ((change['observed_at'] as number) - start) / minute,
        change['model_id'],
        change['kind'],
      ]),
    ).toEqual([
      [10, 'a/m0', 'context_changed'],
      [10, 'a/m1', 'model_removed'],
      [30, 'a/m0', 'context_changed'],
      [30, 'a/m1', 'model_returned'],
    ])
    expect(changes[2]).toMatchObject({ before: 2, after: 3 })
  })

  it('does not replace a catalogue that was confirmed later, even if that sync was unchanged', async () => {
    await syncAt(0, models(1, 1))
    await syncAt(20, models(1, 1))
    await spoolAt(10, models(2, 1).toReversed())
    await replay()
    expect(await asOf(10)).toEqual(models(2, 1).toReversed())
    expect(await asOf(20)).toEqual(models(1, 1))
    expect(await current()).toEqual(models(1, 1))
    expect((await loadBaseline(fixture.db)).newest).toMatchObject({
      appliedAt: start + 20 * minute,
      confirmedAt: start + 20 * minute,
    })
  })

  it('ends the benchmarks of a model that existed only in the spooled list, and turns its later addition into a return', async () => {
    const scored = (elo: number) => ({ ...exampleModel('a/scored'), benchmarks: { design_arena: [{ elo }] } })
    await syncAt(0, models(1))
    await syncAt(20, models(1))
    await syncAt(30, [...models(1), exampleModel('a/scored')])
    await spoolAt(10, [...models(1), scored(7)])
    await replay()
    expect(await asOf(10)).toEqual([...models(1), scored(7)])
    expect(await asOf(20)).toEqual(models(1))
    expect(await asOf(30)).toEqual([...models(1), exampleModel('a/scored')])
    expect(await current()).toEqual([...models(1), exampleModel('a/scored')])
    expect(
      await fixture.db.query('SELECT kind FROM catalog_changes WHERE model_id = $1 ORDER BY observed_at', ['a/scored']),
    ).toEqual([{ kind: 'model_added' }, { kind: 'model_removed' }, { kind: 'model_returned' }])
    await syncAt(40, [...models(1), scored(8)])
    expect(await asOf(40)).toEqual(await current())
  })

  it('keeps an item after a transient database error, and moves it away if it can never be committed', async () => {
    await spoolAt(10, models(1))
    const refuse = (code: string) => {
      fixture.ctx.db = Object.assign(Object.create(fixture.db) as typeof fixture.db, {
        status: () => fixture.db.status(),
        query: (text: string, values?: readonly unknown[]) => fixture.db.query(text, values),
        transaction: () => Promise.reject(Object.assign(new Error('refused'), { code })),
      })
    }
    refuse('57014')
    await replay()
    expect(fixture.ctx.spool.status().pending).toBe(1)
    refuse('22P05')
    await replay()
    expect(fixture.ctx.spool.status().pending).toBe(0)
  })

  it('skips an item whose file was deleted', async () => {
    await syncAt(0, models(1))
    await spoolAt(10, models(2))
    await spoolAt(20, models(3))
    const [first] = await fixture.ctx.spool.list()
    await rm(join(fixture.dataDir, 'spool', first!))
    await replay()
    expect(fixture.ctx.spool.status().pending).toBe(0)
    expect(await current()).toEqual(models(3))
  })

  it('changes nothing if an observation is committed twice', async () => {
    await syncAt(0, models(1, 1))
    const observation = createObservation({
      observedAt: start + minute,
      source: 'upstream',
      scope: 'all',
      durationMs: 1,
      bytes: Buffer.from(JSON.stringify({ data: models(2, 2) })),
    })
    await fixture.ctx.spool.append(observation)
    await replay()
    const count = async (): Promise<unknown> =>
      fixture.db.query(
        'SELECT (SELECT count(*) FROM catalog_syncs) AS syncs, (SELECT count(*) FROM model_versions) AS versions',
      )
    const before = await count()
    await fixture.ctx.spool.append(observation)
    await replay()
    expect(await count()).toEqual(before)
    expect(fixture.ctx.spool.status().pending).toBe(0)
  })

  it('keeps the items while the database is unavailable', async () => {
    await spoolAt(10, models(1))
    await fixture.db.close()
    await replay()
    expect(fixture.ctx.spool.status().pending).toBe(1)
  })
})
