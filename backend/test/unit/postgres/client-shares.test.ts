import { expect, it } from 'vitest'
import { createClientShares } from '../../../src/postgres/limits/client-shares.js'
import { createDatabase, type Database } from '../../../src/postgres/database.js'
import { createFakeClock } from '../../helpers/fake-clock.js'

/** A database with a limited number of connections, whose queries complete when the test says so. */
function setUp(maxConnections: number) {
  const clock = createFakeClock()
  const pending: (() => void)[] = []
  const real = createDatabase({ location: null, maxConnections, clock })
  const query = (): Promise<never[]> => new Promise((resolve) => void pending.push(() => resolve([])))
  const db: Database = Object.assign(Object.create(real) as Database, { query, status: () => real.status() })
  const shares = createClientShares(db, clock)
  const outcomes: string[] = []
  const request = (kind: keyof typeof shares): void =>
    void shares[kind].query('SELECT').then(
      () => outcomes.push(kind),
      () => outcomes.push(`${kind} rejected`),
    )
  const completeOne = async (): Promise<void> => {
    pending.shift()?.()
    await clock.advance(0)
  }
  return { clock, request, completeOne, outcomes, pending, maxPooled: real.status().pool.max }
}

it.each([3, 4, 5, 10, 40])(
  'keep one of %i connections, besides that of LISTEN, for syncs, and serve all requests in time',
  async (maxConnections) => {
    const { clock, request, completeOne, outcomes, pending, maxPooled } = setUp(maxConnections)
    const kinds = (['historical', 'stream', 'others'] as const).flatMap((kind) =>
      Array.from({ length: 30 }, () => kind),
    )
    for (const kind of kinds) request(kind)
    await clock.advance(0)
    let mostPending = 0
    while (outcomes.length < kinds.length) {
      expect(pending.length).toBeGreaterThan(0)
      mostPending = Math.max(mostPending, pending.length)
      await completeOne()
    }
    expect(mostPending).toBeLessThan(maxPooled)
    expect(outcomes.toSorted()).toEqual(kinds.toSorted())
  },
)

it('reject a request after 2 s in total, also if there are few connections, and let streams wait longer', async () => {
  const { clock, request, completeOne, outcomes } = setUp(3)
  for (const kind of ['others', 'others', 'historical', 'stream'] as const) request(kind)
  await clock.advance(1_500)
  await completeOne()
  expect(outcomes).toEqual(['others'])
  await clock.advance(500)
  expect(outcomes).toEqual(['others', 'others rejected'])
  await completeOne()
  await completeOne()
  expect(outcomes.slice(2)).toEqual(['historical', 'stream'])
})
