import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { captures, haveCaptures, noCaptures, type Capture } from '../../helpers/captures.js'
import { importRaw, modelsAsOf } from '../../helpers/import-room.js'
import { expectRoundTrip } from '../../helpers/round-trip.js'
import { openSyncRoom, type SyncRoom } from '../../helpers/sync-room.js'

let room: SyncRoom
beforeEach(async (context) => {
  context.skip(!haveCaptures, noCaptures)
  room = await openSyncRoom()
})
afterEach(() => room?.close())

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
      expect(await importRaw(room.db, part)).toMatchObject({ added: part.length, skipped: 0 })
    for (const one of some.filter((_, at12) => at12 % 12 === 0 || at12 === half || at12 === half - 1))
      expect(await modelsAsOf(room.db, one.observed_at), one.observed_at).toEqual(one.data)
    expect((await loadBaseline(room.db)).catalogue.entries.map(({ model }) => model)).toEqual(some.at(-1)!.data)
  }, 120_000)

  it('exported, imported into an empty database and exported again give identical bytes', async () => {
    const some = await everyNth(10)
    await importRaw(room.db, some)
    const written = await expectRoundTrip(room.db)
    expect(written.map(({ data }) => data)).toEqual(some.map(({ data }) => data))
  }, 240_000)
})
