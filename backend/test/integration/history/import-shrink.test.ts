import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { derivedTables, importRaw, modelsAsOf, painter, type RawCapture } from '../../helpers/import-export.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const models = (count: number, size = 1): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, nr) => exampleModel(`a/m${nr}`, { context_length: size }))
const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1, hour)).toISOString()
const capture = (hour: number, data: readonly unknown[], more: object = {}): RawCapture => ({
  observed_at: at(hour),
  data,
  ...more,
})
const strict = { allowShrink: false }
const shrunk = (line: number, lost: number, before: number): unknown => ({
  place: { line },
  message: `${lost} of ${before} models before it are gone, more than MAX_SHRINK_PERCENT (20): expected a whole list, or --allow-shrink if the loss is real`,
})

let fixture: SyncFixture
beforeEach(async () => {
  fixture = await createSyncFixture()
})
afterEach(() => fixture.close())

async function syncAt(hour: number, says: Record<string, unknown>[]): Promise<void> {
  fixture.clock.set(Date.parse(at(hour)))
  fixture.setUpstream(says)
  await fixture.sync()
}

describe('a capture that lost more than MAX_SHRINK_PERCENT of the models', () => {
  it('is refused between two syncs, and writes nothing', async () => {
    await syncAt(10, models(20))
    await syncAt(20, models(20, 2))
    const before = await derivedTables(fixture.db)
    const done = await importRaw(fixture.db, [capture(15, models(1))], strict)
    expect(done).toMatchObject({ added: 0, skipped: 1, changes: 0, bad: [shrunk(1, 19, 20)] })
    expect(await derivedTables(fixture.db)).toEqual(before)
  })

  it('is refused after the newest sync', async () => {
    await syncAt(10, models(20))
    expect(await importRaw(fixture.db, [capture(15, models(15))], strict)).toMatchObject({ bad: [shrunk(1, 5, 20)] })
    expect((await loadBaseline(fixture.db)).catalogue.entries).toHaveLength(20)
  })

  it('is measured against the catalogue before it, which another capture of the file may be', async () => {
    const file = [capture(1, models(20)), capture(2, models(3)), capture(3, models(17)), capture(4, models(14))]
    expect(await importRaw(fixture.db, [file[3]!, ...file.slice(0, 3)], strict)).toMatchObject({
      added: 3,
      bad: [shrunk(3, 17, 20)],
    })
    expect(await modelsAsOf(fixture.db, at(2))).toEqual(models(20))
    expect(await modelsAsOf(fixture.db, at(4))).toEqual(models(14))
  })

  it('is accepted at exactly the limit, and with --allow-shrink beyond it', async () => {
    await syncAt(10, models(20))
    expect(await importRaw(fixture.db, [capture(11, models(16))], strict)).toMatchObject({ added: 1, bad: [] })
    expect(await importRaw(fixture.db, [capture(12, models(1))], { allowShrink: true })).toMatchObject({ added: 1 })
  })

  it('is measured within its scope: models that a text capture does not cover are not gone', async () => {
    await syncAt(10, [...models(5), ...Array.from({ length: 5 }, (_, nr) => painter(`p/m${nr}`))])
    expect(await importRaw(fixture.db, [capture(11, models(5))], strict)).toMatchObject({ added: 1 })
    expect(await importRaw(fixture.db, [capture(12, models(5), { scope: 'all' })], strict)).toMatchObject({
      bad: [shrunk(1, 5, 10)],
    })
  })

  it('is not refused as the first of all', async () => {
    expect(await importRaw(fixture.db, [capture(1, models(1))], strict)).toMatchObject({ added: 1 })
  })
})

describe('a truncated capture', () => {
  it.each([[{ total_count: 21 }], [{ links: { next: '/api/v1/models?offset=20' } }]])(
    'is refused even if it lost few models: %o',
    async (more) => {
      await syncAt(10, models(20))
      expect(await importRaw(fixture.db, [capture(11, models(20, 2), more)], strict)).toMatchObject({
        added: 0,
        bad: [{ message: expect.stringMatching(/^truncated: .*--allow-shrink$/) }],
      })
    },
  )
})
