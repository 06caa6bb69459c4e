import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportHistory, ExportImpossible } from '../../../src/history/export.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import {
  exportLine,
  exportLines,
  generatedCaptures,
  importLines,
  importRaw,
  painter,
} from '../../helpers/import-export.js'
import { expectRoundTrip, linesIn, parsed } from '../../helpers/round-trip.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

describe('exporting, importing into an empty database and exporting again gives identical bytes', () => {
  it('for catalogues with benchmarks, gaps and image models, of both scopes', async () => {
    const batch = generatedCaptures(60, { seed: 3, scopes: ['text', 'text', 'all'] })
    await importRaw(fixture.db, batch)
    const written = await expectRoundTrip(fixture.db)
    expect(written.length).toBeGreaterThan(40)
    const { data, observed_at, scope } = batch.find((one) => one.scope === 'all')!
    expect(written).toContainEqual({ observed_at, scope, data })
  })

  it('for captures imported out of order', async () => {
    const batch = generatedCaptures(24, { seed: 5, scopes: ['text', 'all'] })
    await importRaw(
      fixture.db,
      batch.filter((_, nr) => nr % 3 === 1),
    )
    await importRaw(fixture.db, batch.toReversed())
    await expectRoundTrip(fixture.db)
  })

  it('for syncs with imports before, between and after them', async () => {
    fixture.ctx.maxShrinkPercent = 100
    fixture.ctx.maxGrowthPercent = 1_000_000
    const [first, ...others] = generatedCaptures(6, { seed: 8, scopes: ['all'] })
    for (const capture of others.filter((_, nr) => nr % 2 === 0)) {
      fixture.clock.set(Date.parse(capture.observed_at))
      fixture.setUpstream(capture.data)
      await fixture.sync()
    }
    await importRaw(fixture.db, [first!, ...others.filter((_, nr) => nr % 2 === 1)])
    await expectRoundTrip(fixture.db)
  })
})

describe('an export', () => {
  it('omits a sync that an import made redundant', async () => {
    const data = [exampleModel('a/one')]
    await importRaw(fixture.db, [{ observed_at: at(5), data }])
    await importRaw(fixture.db, [{ observed_at: at(3), data }])
    expect(parsed(await exportLines(fixture.db)).map(({ observed_at }) => observed_at)).toEqual([at(3)])
    await expectRoundTrip(fixture.db)
  })

  it('as of a moment has the time of the observation', async () => {
    await importRaw(
      fixture.db,
      [1, 4].map((hour) => ({ observed_at: at(hour), data: [exampleModel('a/one', { context_length: hour })] })),
    )
    expect(parsed(await exportLine(fixture.db, Date.parse(at(3))))).toEqual([
      { observed_at: at(1), scope: 'text', data: [exampleModel('a/one', { context_length: 1 })] },
    ])
    await expect(exportLine(fixture.db, Date.parse(at(0)))).rejects.toThrow(ExportImpossible)
  })

  it('has scope `all` if it contains models that its capture did not cover', async () => {
    await importRaw(fixture.db, [
      { observed_at: at(1), scope: 'all', data: [exampleModel('a/one'), painter('p/one')] },
      { observed_at: at(2), scope: 'text', data: [exampleModel('a/two')] },
    ])
    expect(parsed(await exportLine(fixture.db))[0]).toMatchObject({ observed_at: at(2), scope: 'all' })
    expect(parsed(await exportLines(fixture.db)).map(({ scope }) => scope)).toEqual(['all', 'text'])
  })

  it('adds nothing when imported into its own database', async () => {
    fixture.setUpstream([exampleModel('a/one'), exampleModel('a/two')])
    await fixture.sync()
    const before = await fixture.db.query('SELECT count(*) FROM catalog_syncs')
    expect(await importLines(fixture.db, linesIn(await exportLines(fixture.db)))).toMatchObject({ added: 0, known: 1 })
    expect(await fixture.db.query('SELECT count(*) FROM catalog_syncs')).toEqual(before)
  })

  it('fails if there is nothing yet, or if history was rewritten during the export', async () => {
    await expect(exportLines(fixture.db)).rejects.toThrow('there is no catalogue yet')
    await expect(exportLine(fixture.db)).rejects.toThrow('there is no catalogue yet')
    await importRaw(fixture.db, generatedCaptures(3))
    const lines = exportHistory(fixture.db)
    await lines.next()
    await importRaw(fixture.db, [{ observed_at: at(-5), data: [exampleModel('a/late')] }])
    const rest = async (): Promise<void> => {
      while (!(await lines.next()).done);
    }
    await expect(rest()).rejects.toThrow('rewritten during the export')
  })
})
