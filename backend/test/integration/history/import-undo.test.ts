import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCaptureParser, type BadCapture, type Capture } from '../../../src/history/capture/capture.js'
import { importCaptures } from '../../../src/history/import/import-captures.js'
import type { LeaseContext } from '../../../src/history/import/with-lease.js'
import { undoImport, UndoRefused } from '../../../src/history/import/undo-import.js'
import { acquireLease, releaseLease } from '../../../src/postgres/lease.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { importLog } from '../../../src/postgres/queries/undone-import.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import {
  derivedTables,
  exportLines,
  generatedCaptures,
  importRaw,
  modelsAsOf,
  painter,
  truncateHistory,
  type RawCapture,
} from '../../helpers/import-export.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const models = (...sizes: number[]): Record<string, unknown>[] =>
  sizes.flatMap((size, nr) => (size === 0 ? [] : [exampleModel(`a/m${nr}`, { context_length: size })]))
const timeAt = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
const capture = (hour: number, data: readonly unknown[], scope?: 'text' | 'all'): RawCapture => ({
  observed_at: timeAt(hour),
  data,
  ...(scope && { scope }),
})

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

async function syncAt(hour: number, says: Record<string, unknown>[]): Promise<string | undefined> {
  fixture.clock.set(Date.parse(timeAt(hour)))
  fixture.setUpstream(says)
  return (await fixture.sync())?.status
}

const leaseContext = (): LeaseContext => ({
  db: fixture.db,
  clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
  holder: 'undo',
  leaseTtlMs: 10_000,
  onWaiting: () => {},
})
const undo = (id: number | null): ReturnType<typeof undoImport> => undoImport(leaseContext(), id!)

const current = async (): Promise<unknown[]> =>
  (await loadBaseline(fixture.db)).catalogue.entries.map(({ model }) => model)

/** What is derived. A change that was deleted and derived again is no longer live: it was sent to subscribers before. */
const derived = async (): Promise<Record<string, unknown>> => {
  const { changes = [], ...tables } = await derivedTables(fixture.db)
  return { ...tables, changes: (changes as object[]).map((change) => ({ ...change, live: undefined })) }
}

/** Everything that is derived, and the results in the sync log. */
const state = async (): Promise<unknown> => ({
  ...(await derived()),
  results: await fixture.db.query(
    'SELECT observed_at, status, added, changed, removed FROM catalog_syncs ORDER BY observed_at, id',
  ),
  versions: await fixture.db.query(
    'SELECT model_id, facet, observed_at, hash FROM model_versions ORDER BY observed_at, model_id, facet, seq',
  ),
})

describe('undoing an import', () => {
  it.each([
    ['before all syncs', 5],
    ['between two', 15],
    ['after all, so that it is current', 25],
  ])('restores everything that it changed: %s', async (_, hour) => {
    await syncAt(10, models(1, 1, 1, 1, 1, 1))
    await syncAt(12, models(1, 1, 1, 1, 1, 1))
    await syncAt(20, models(1, 2, 1, 1, 1, 1))
    const before = await state()
    const { importId } = await importRaw(fixture.db, [
      capture(hour, models(3, 0, 1, 1, 1, 1, 7)),
      capture(hour + 1, models(1, 2, 2)),
    ])
    expect(await state()).not.toEqual(before)
    expect(await undo(importId)).toMatchObject({ id: importId, syncs: 2, files: ['captures.ndjson'] })
    expect(await state()).toEqual(before)
  })

  it('of one model among many takes back the removals and the returns', async () => {
    await syncAt(10, models(1, 1, 1, 1))
    await syncAt(20, models(1, 1, 1, 1))
    const before = await state()
    const { importId } = await importRaw(fixture.db, [capture(15, models(1))])
    expect(await fixture.db.query("SELECT kind FROM catalog_changes WHERE kind ~ 'removed|returned'")).toHaveLength(6)
    await undo(importId)
    expect(await state()).toEqual(before)
  })

  it('keeps what was observed after it, although that was compared with it', async () => {
    await syncAt(10, models(1, 1, 1, 1, 1))
    const { importId } = await importRaw(fixture.db, [capture(15, models(2, 1, 1, 1, 1, 9))])
    await syncAt(20, models(2, 1, 1, 1, 1, 9))
    await syncAt(30, models(2, 1, 1, 1, 3, 9))
    await undo(importId)
    expect(await modelsAsOf(fixture.db, timeAt(15))).toEqual(models(1, 1, 1, 1, 1))
    expect(await modelsAsOf(fixture.db, timeAt(20))).toEqual(models(2, 1, 1, 1, 1, 9))
    expect(await current()).toEqual(models(2, 1, 1, 1, 3, 9))
    expect(
      await fixture.db.query(
        'SELECT kind, model_id, live FROM catalog_changes WHERE observed_at = $1 ORDER BY model_id',
        [new Date(timeAt(20))],
      ),
    ).toEqual([
      { kind: 'context_changed', model_id: 'a/m0', live: false },
      { kind: 'model_added', model_id: 'a/m5', live: false },
    ])
    expect(
      await fixture.db.query('SELECT status, added, changed FROM catalog_syncs WHERE observed_at = $1', [
        new Date(timeAt(20)),
      ]),
    ).toEqual([{ status: 'applied', added: 1, changed: 1 }])
  })

  it('takes back the models that later text captures carried from it', async () => {
    await importRaw(fixture.db, [capture(3, models(1, 1)), capture(5, models(1, 2))])
    const before = await state()
    const { importId } = await importRaw(fixture.db, [capture(2, [...models(1, 1), painter('p/one')], 'all')])
    expect(await current()).toEqual([...models(1, 2), painter('p/one')])
    await undo(importId)
    expect(await state()).toEqual(before)
    expect(await fixture.db.query("SELECT FROM ai_models WHERE id = 'p/one'")).toEqual([])
  })

  it('keeps another capture of the same moment, imported before or after it', async () => {
    const first = await importRaw(fixture.db, [capture(1, models(1, 1)), capture(2, models(5, 5))])
    const second = await importRaw(fixture.db, [capture(1, models(2, 1))])
    const third = await importRaw(fixture.db, [capture(1, models(3, 1))])
    await undo(second.importId)
    expect(await modelsAsOf(fixture.db, timeAt(1))).toEqual(models(3, 1))
    await undo(third.importId)
    expect(await modelsAsOf(fixture.db, timeAt(1))).toEqual(models(1, 1))
    await importRaw(fixture.db, [capture(1, models(4, 1))])
    await undo(first.importId)
    expect(await modelsAsOf(fixture.db, timeAt(1))).toEqual(models(4, 1))
    expect(await current()).toEqual(models(4, 1))
  })

  it('leaves nothing of an import into an empty database, and it can be imported again', async () => {
    const batch = generatedCaptures(60)
    const { importId } = await importRaw(fixture.db, batch)
    const imported = await state()
    await undo(importId)
    expect(await derivedTables(fixture.db)).toEqual({ current: [], changes: [], syncs: [] })
    expect(await importRaw(fixture.db, batch)).toMatchObject({ added: 60, known: 0, importId: importId! + 1 })
    expect(await state()).toEqual(imported)
  })

  it('equals never having imported it, whatever was imported before and after', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), fc.boolean(), async (seed, mixed) => {
        const all = generatedCaptures(15, { seed, scopes: mixed ? ['text', 'all'] : ['text'] })
        const part = (remainder: number): RawCapture[] => all.filter((_, nr) => (nr * 7 + seed) % 3 === remainder)
        await truncateHistory(fixture.db)
        for (const one of [0, 2]) await importRaw(fixture.db, part(one))
        const expected = { ...(await derived()), lines: await exportLines(fixture.db) }
        await truncateHistory(fixture.db)
        await importRaw(fixture.db, part(0))
        const before = await state()
        const first = await importRaw(fixture.db, part(1))
        await undo(first.importId)
        expect(await state()).toEqual(before)
        const { importId } = await importRaw(fixture.db, part(1))
        await importRaw(fixture.db, part(2))
        await undo(importId)
        expect({ ...(await derived()), lines: await exportLines(fixture.db) }).toEqual(expected)
      }),
      { numRuns: 12 },
    )
  }, 120_000)

  it('is logged, and drops cached historical responses', async () => {
    const { importId } = await importRaw(fixture.db, [capture(1, models(1))])
    const { rewrites } = await loadBaseline(fixture.db)
    expect(await importLog(fixture.db, 10)).toMatchObject([{ id: importId, syncs: 1, undone_at: null }])
    await undo(importId)
    expect(await importLog(fixture.db, 10)).toMatchObject([{ id: importId, syncs: 1, undone_at: expect.any(Number) }])
    expect((await loadBaseline(fixture.db)).rewrites).toBe(rewrites + 1)
  })

  it('is refused twice, and for an import that never was', async () => {
    await expect(undo(1)).rejects.toThrow(new UndoRefused('there is no import 1: there was none yet'))
    const { importId } = await importRaw(fixture.db, [capture(1, models(1))])
    await undo(importId)
    await expect(undo(importId)).rejects.toThrow(/^import \d+ was undone already, at 20\d\d-/)
    await expect(undo(99)).rejects.toThrow(`there is no import 99: the newest is ${importId}`)
  })

  it('stops the rest of an import that is still running', async () => {
    const parse = createCaptureParser({ scope: 'text', observedAt: null, now: Date.now })
    async function* captures(): AsyncGenerator<Capture | BadCapture> {
      for (const [nr, one] of generatedCaptures(60).entries()) {
        if (nr === 50) await undo((await importLog(fixture.db, 1))[0]!.id)
        yield* parse(JSON.stringify(one), { file: 'f', line: nr + 1 })
      }
    }
    const context = { ...leaseContext(), files: ['f'], maxShrinkPercent: 100, onBad: () => {}, onProgress: () => {} }
    await expect(importCaptures(context, captures())).rejects.toThrow(/^import \d+ was undone while it was running$/)
    expect(await derivedTables(fixture.db)).toMatchObject({ changes: [], syncs: [] })
  })

  it('waits for the lease', async () => {
    const { importId } = await importRaw(fixture.db, [capture(1, models(1))])
    const other = await acquireLease(fixture.db, 'other', 60_000)
    const undoing = undo(importId)
    expect(await current()).toEqual(models(1))
    await releaseLease(fixture.db, other!)
    expect(await undoing).toMatchObject({ id: importId })
    expect(await current()).toEqual([])
  })
})

describe('a dry run', () => {
  const tables = async (): Promise<unknown> => [
    await state(),
    await fixture.db.query('SELECT * FROM catalog_lease'),
    await fixture.db.query('SELECT * FROM catalog_history'),
    await fixture.db.query('SELECT hash FROM model_contents ORDER BY hash'),
    await fixture.db.query('SELECT hash FROM catalog_orders ORDER BY hash'),
    await fixture.db.query('SELECT * FROM catalog_imports'),
    await fixture.db.query('SELECT id FROM quarantined_payloads'),
  ]

  it('reports what would change and writes nothing', async () => {
    await syncAt(10, models(1, 1, 1, 1))
    await syncAt(20, models(1, 1, 1, 1))
    const before = await tables()
    const batch = [capture(15, models(2, 0, 1, 1, 5)), capture(25, models(1, 1, 1, 1, 1))]
    const expected = {
      read: 2,
      added: 2,
      models: { added: 2, changed: 1, removed: 1 },
      changes: 4,
      rederived: 3,
      importId: null,
    }
    expect(await importRaw(fixture.db, batch, { dryRun: true })).toMatchObject(expected)
    expect(await tables()).toEqual(before)
    expect(await importRaw(fixture.db, batch)).toMatchObject({ ...expected, importId: expect.any(Number) })
  })

  it('tells the same as an import of many batches, and skips the same captures', async () => {
    const batch = [...generatedCaptures(130), capture(200, [1, 2, 3])].toReversed()
    const rehearsed = await importRaw(fixture.db, batch, { dryRun: true, allowShrink: false })
    const { importId, ...imported } = await importRaw(fixture.db, batch, { allowShrink: false })
    expect(importId).not.toBeNull()
    expect(rehearsed).toMatchObject(JSON.parse(JSON.stringify({ ...imported, bad: undefined })))
    expect(rehearsed.bad.map(({ message }) => message)).toEqual(imported.bad.map(({ message }) => message))
  })
})
