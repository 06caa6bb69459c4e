import { afterEach, describe, expect, it } from 'vitest'
import type { TransactionOptions } from '../../src/postgres/queryable.js'
import { replaySpool } from '../../src/sync/replay-spool.js'
import { startControlledPostgres, type ControlledPostgres } from '../helpers/controlled-postgres.js'
import { createTestDatabase } from '../helpers/postgres.js'
import { createSyncFixture, type SyncFixture } from '../helpers/sync-fixture.js'
import { startTcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { until } from '../helpers/test-app.js'
import { startCountingProxy } from './helpers/counting-proxy.js'
import { historyErrors } from './helpers/exact-history.js'
import { smallLists, type UpstreamList } from './helpers/lists.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})
const lends = <T extends { close(): Promise<void> }>(thing: T): T => (open.push(thing), thing)

async function lendFixture(databaseUrl: string): Promise<SyncFixture> {
  const fixture = lends(await createSyncFixture({ databaseUrl }))
  fixture.ctx.maxShrinkPercent = 100
  return fixture
}

function say(fixture: SyncFixture, { body }: UpstreamList): void {
  fixture.setUpstream(Buffer.from(body))
  fixture.clock.set(fixture.clock.now() + 60_000)
}

/** Says the next list, a minute later, and keeps what was observed. Resolves when the database is back and the spool is empty. */
async function syncAndRecover(
  fixture: SyncFixture,
  list: UpstreamList,
): Promise<Awaited<ReturnType<SyncFixture['sync']>>> {
  say(fixture, list)
  const done = await fixture.sync().catch(() => null) // broken off before upstream was asked
  await recover(fixture)
  return done
}

async function recover({ ctx, db }: SyncFixture): Promise<void> {
  await until(() => db.status().state === 'connected')
  while (ctx.spool.status().pending > 0) {
    // The lease of a turn that broke off has not run out by a clock that stands still here.
    await db.query("UPDATE catalog_lease SET expires_at = clock_timestamp() - interval '1 second'").catch(() => {})
    await replaySpool(
      { ...ctx, clock: { ...ctx.clock, sleep: () => Promise.reject(new Error('not now')) } },
      AbortSignal.timeout(2_000),
    )
    await until(() => db.status().state === 'connected')
  }
}

const rows = ({ db }: SyncFixture) =>
  db.query(
    'SELECT (SELECT count(*) FROM catalog_syncs) AS syncs, (SELECT count(*) FROM model_versions) AS versions, (SELECT count(*) FROM catalog_changes) AS changes, (SELECT count(*) FROM catalog_orders) AS orders',
  )

describe('a connection that is cut at every place of a sync', () => {
  it.each(['response', 'piece'] as const)(
    'loses its %s there: what was observed is in history once, exactly, and replays add nothing',
    async (lose) => {
      const database = lends(await createTestDatabase().then((made) => ({ ...made, close: () => made.drop() })))
      const proxy = lends(await startCountingProxy(database.url))
      const fixture = await lendFixture(proxy.url)
      const said = smallLists(40)
      const places = await syncPieces(fixture, said, proxy.sent)
      expect(places).toBeGreaterThan(10)
      for (let place = 1; place <= places; place++) {
        proxy.cutAt(place, lose)
        const append = fixture.ctx.spool.append
        let replay: Parameters<typeof append>[0] | null = null
        fixture.ctx.spool.append = (observation) => append((replay = observation))
        await syncAndRecover(fixture, said[place + 1]!)
        fixture.ctx.spool.append = append
        expect(await historyErrors(fixture.db, said), `cut at piece ${place} of ${places}`).toEqual([])
        if (replay === null) continue
        const before = await rows(fixture)
        await append(replay)
        await recover(fixture)
        expect(await rows(fixture)).toEqual(before)
      }
      // Each list that was kept or committed is there: those that were not had not been asked for when the connection was cut.
      const [{ syncs } = {}] = await rows(fixture)
      expect(syncs).toBe(fixture.fetchCount())
    },
  )
})

/** How many pieces a sync sends to the database. */
async function syncPieces(
  fixture: SyncFixture,
  [first, second]: readonly UpstreamList[],
  sent: () => number,
): Promise<number> {
  say(fixture, first!)
  await fixture.sync()
  const before = sent()
  say(fixture, second!)
  await fixture.sync()
  return sent() - before
}

/** These wait for the driver's own "Query read timeout", half a minute, and so at the same time. */
describe.concurrent('a commit that is not answered in time', () => {
  it('has happened, when it was the answer that got lost', async ({ onTestFinished }) => {
    const database = await createTestDatabase()
    const proxy = await startTcpFaultProxy(database.url)
    const fixture = await createSyncFixture({ databaseUrl: proxy.url })
    onTestFinished(async () => {
      await fixture.close()
      await proxy.close()
      await database.drop()
    })
    fixture.ctx.maxShrinkPercent = 100
    const said = smallLists(2)
    say(fixture, said[0]!)
    await fixture.sync()
    loseCommit(fixture, () => proxy.set({ kind: 'loseResponseTo', text: 'COMMIT', how: 'silence', times: 1 }))
    const done = await syncAndRecover(fixture, said[1]!)
    expect(proxy.lost()).toBe(1)
    expect(done).toMatchObject({ id: null, status: 'applied' })
    expect(await historyErrors(fixture.db, said)).toEqual([])
    expect(await rows(fixture)).toMatchObject([{ syncs: 2 }])
  }, 90_000)

  it('happens later, when it was the server that stood still: the spool waits for that, and finds it', async ({
    onTestFinished,
  }) => {
    const postgres: ControlledPostgres = await startControlledPostgres({ settings: ['fsync = off'] })
    const fixture = await createSyncFixture({ databaseUrl: postgres.url })
    onTestFinished(async () => {
      await fixture.close()
      await postgres.close()
    })
    fixture.ctx.maxShrinkPercent = 100
    const said = smallLists(2)
    say(fixture, said[0]!)
    await fixture.sync()
    loseCommit(fixture, () => postgres.freeze())
    say(fixture, said[1]!)
    const done = await fixture.sync()
    expect(done).toMatchObject({ id: null, status: 'applied' })
    expect(fixture.ctx.spool.status().pending).toBe(1)
    await postgres.thaw()
    await recover(fixture)
    expect(await historyErrors(fixture.db, said)).toEqual([])
    expect(await rows(fixture)).toMatchObject([{ syncs: 2 }])
  }, 90_000)
})

/** Does something right before the COMMIT of the transaction that keeps a sync: it is the one that writes and has a deadline. */
function loseCommit({ ctx, db }: SyncFixture, happen: () => Promise<void>): void {
  ctx.db = Object.assign(Object.create(db) as typeof db, {
    status: () => db.status(),
    query: (text: string, values?: readonly unknown[]) => db.query(text, values),
    checkSchema: () => {},
    transaction: (work: Parameters<typeof db.transaction>[0], options?: TransactionOptions) =>
      db.transaction(async (tx) => {
        const result = await work(tx)
        if (options?.deadlineMs !== undefined && !options.readOnly) {
          ctx.db = db
          await happen()
        }
        return result
      }, options),
  })
}
