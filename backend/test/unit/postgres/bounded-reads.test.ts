import { expect, it } from 'vitest'
import { createClientReads } from '../../../src/postgres/bounded-reads.js'
import { createDatabase, type Database } from '../../../src/postgres/database.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

/** A database of that many connections whose queries are answered when the test says so. */
function createRoom(maxConnections: number) {
  const clock = createFakeClock()
  const unanswered: (() => void)[] = []
  const real = createDatabase({ location: null, maxConnections, clock })
  const query = (): Promise<never[]> => new Promise((resolve) => void unanswered.push(() => resolve([])))
  const db: Database = Object.assign(Object.create(real) as Database, { query, status: () => real.status() })
  const reads = createClientReads(db, clock)
  const told: string[] = []
  const ask = (kind: keyof typeof reads): void =>
    void reads[kind].query('SELECT').then(
      () => told.push(kind),
      () => told.push(`${kind} refused`),
    )
  const answerOne = async (): Promise<void> => {
    unanswered.shift()?.()
    await clock.advance(0)
  }
  return { clock, ask, answerOne, told, unanswered, forAll: real.status().pool.max }
}

it.each([3, 4, 5, 10, 40])(
  'leaves one of %i connections and that of LISTEN to syncs, whatever clients ask, and answers all of them in time',
  async (maxConnections) => {
    const { clock, ask, answerOne, told, unanswered, forAll } = createRoom(maxConnections)
    const kinds = (['past', 'stream', 'others'] as const).flatMap((kind) => Array.from({ length: 30 }, () => kind))
    for (const kind of kinds) ask(kind)
    await clock.advance(0)
    const most = { unanswered: 0 }
    while (told.length < kinds.length) {
      expect(unanswered.length).toBeGreaterThan(0)
      most.unanswered = Math.max(most.unanswered, unanswered.length)
      await answerOne()
    }
    expect(most.unanswered).toBeLessThan(forAll)
    expect(told.toSorted()).toEqual(kinds.toSorted())
  },
)

it('refuses who waited for 2 s in all, be it for few connections, and lets readers of the stream wait on', async () => {
  const { clock, ask, answerOne, told } = createRoom(3)
  for (const kind of ['others', 'others', 'past', 'stream'] as const) ask(kind)
  await clock.advance(1_500)
  await answerOne()
  expect(told).toEqual(['others'])
  await clock.advance(500)
  expect(told).toEqual(['others', 'others refused'])
  await answerOne()
  await answerOne()
  expect(told.slice(2)).toEqual(['past', 'stream'])
})
