import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { captures, haveCaptures, noCaptures, type Capture } from '../../helpers/captures.js'
import { importRaw, modelsAsOf } from '../../helpers/import-export.js'
import { expectRoundTrip } from '../../helpers/round-trip.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

let fixture: SyncFixture
beforeEach(async (context) => {
  context.skip(!haveCaptures, noCaptures)
  fixture = await createSyncFixture()
})
afterEach(() => fixture?.close())

async function everyNth(n: number): Promise<Capture[]> {
  const some: Capture[] = []
  let nr = 0
  for await (const one of captures()) if (nr++ % n === 0) some.push(one)
  return some
}

// Reads captures from outside the repository, if they are available.
describe('real captures', () => {
  it('each equal the catalogue as of its time, imported newest half first', async () => {
    const some = await everyNth(6)
    const half = Math.floor(some.length / 2)
    for (const part of [some.slice(half), some.slice(0, half)])
      expect(await importRaw(fixture.db, part)).toMatchObject({ added: part.length, skipped: 0 })
    for (const one of some.filter((_, at12) => at12 % 12 === 0 || at12 === half || at12 === half - 1))
      expect(await modelsAsOf(fixture.db, one.observed_at), one.observed_at).toEqual(one.data)
    expect((await loadBaseline(fixture.db)).catalogue.entries.map(({ model }) => model)).toEqual(some.at(-1)!.data)
  }, 120_000)

  it('exported, imported into an empty database and exported again give identical bytes', async () => {
    const some = await everyNth(10)
    await importRaw(fixture.db, some)
    const written = await expectRoundTrip(fixture.db)
    expect(written.map(({ data }) => data)).toEqual(some.map(({ data }) => data))
  }, 240_000)
})
