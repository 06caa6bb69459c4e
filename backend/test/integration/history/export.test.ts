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
} from '../../helpers/import-room.js'
import { expectRoundTrip, linesIn, parsed } from '../../helpers/round-trip.js'
import { openSyncRoom, type SyncRoom } from '../../helpers/sync-room.js'

const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()

let room: SyncRoom
beforeEach(async () => {
  room = await openSyncRoom()
})
afterEach(() => room.close())

describe('exporting, importing into an empty database and exporting again gives identical bytes', () => {
  it('for catalogues with benchmarks, gaps and image models, of both scopes', async () => {
    const batch = generatedCaptures(60, { seed: 3, scopes: ['text', 'text', 'all'] })
    await importRaw(room.db, batch)
    const written = await expectRoundTrip(room.db)
    expect(written.length).toBeGreaterThan(40)
    const { data, observed_at, scope } = batch.find((one) => one.scope === 'all')!
    expect(written).toContainEqual({ observed_at, scope, data })
  })

  it('for captures imported out of order', async () => {
    const batch = generatedCaptures(24, { seed: 5, scopes: ['text', 'all'] })
    await importRaw(
      room.db,
      batch.filter((_, nr) => nr % 3 === 1),
    )
    await importRaw(room.db, batch.toReversed())
    await expectRoundTrip(room.db)
  })

  it('for syncs with imports before, between and after them', async () => {
    room.ctx.maxShrinkPercent = 100
    const [first, ...others] = generatedCaptures(6, { seed: 8, scopes: ['all'] })
    for (const capture of others.filter((_, nr) => nr % 2 === 0)) {
      room.clock.set(Date.parse(capture.observed_at))
      room.setUpstream(capture.data)
      await room.sync()
    }
    await importRaw(room.db, [first!, ...others.filter((_, nr) => nr % 2 === 1)])
    await expectRoundTrip(room.db)
  })
})

describe('an export', () => {
  it('omits a sync that an import made redundant', async () => {
    const data = [exampleModel('a/one')]
    await importRaw(room.db, [{ observed_at: at(5), data }])
    await importRaw(room.db, [{ observed_at: at(3), data }])
    expect(parsed(await exportLines(room.db)).map(({ observed_at }) => observed_at)).toEqual([at(3)])
    await expectRoundTrip(room.db)
  })

  it('as of a moment has the time of the observation', async () => {
    await importRaw(
      room.db,
      [1, 4].map((hour) => ({ observed_at: at(hour), data: [exampleModel('a/one', { context_length: hour })] })),
    )
    expect(parsed(await exportLine(room.db, Date.parse(at(3))))).toEqual([
      { observed_at: at(1), scope: 'text', data: [exampleModel('a/one', { context_length: 1 })] },
    ])
    await expect(exportLine(room.db, Date.parse(at(0)))).rejects.toThrow(ExportImpossible)
  })

  it('has scope `all` if it contains models that its capture did not cover', async () => {
    await importRaw(room.db, [
      { observed_at: at(1), scope: 'all', data: [exampleModel('a/one'), painter('p/one')] },
      { observed_at: at(2), scope: 'text', data: [exampleModel('a/two')] },
    ])
    expect(parsed(await exportLine(room.db))[0]).toMatchObject({ observed_at: at(2), scope: 'all' })
    expect(parsed(await exportLines(room.db)).map(({ scope }) => scope)).toEqual(['all', 'text'])
  })

  it('adds nothing when imported into its own database', async () => {
    room.setUpstream([exampleModel('a/one'), exampleModel('a/two')])
    await room.sync()
    const before = await room.db.query('SELECT count(*) FROM catalog_syncs')
    expect(await importLines(room.db, linesIn(await exportLines(room.db)))).toMatchObject({ added: 0, known: 1 })
    expect(await room.db.query('SELECT count(*) FROM catalog_syncs')).toEqual(before)
  })

  it('fails if there is nothing yet, or if history was rewritten during the export', async () => {
    await expect(exportLines(room.db)).rejects.toThrow('there is no catalogue yet')
    await expect(exportLine(room.db)).rejects.toThrow('there is no catalogue yet')
    await importRaw(room.db, generatedCaptures(3))
    const lines = exportHistory(room.db)
    await lines.next()
    await importRaw(room.db, [{ observed_at: at(-5), data: [exampleModel('a/late')] }])
    const rest = async (): Promise<void> => {
      while (!(await lines.next()).done);
    }
    await expect(rest()).rejects.toThrow('rewritten during the export')
  })
})
