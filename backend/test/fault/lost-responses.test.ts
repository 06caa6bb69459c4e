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
const closeLater = <T extends { close(): Promise<void> }>(thing: T): T => (open.push(thing), thing)

async function lendFixture(databaseUrl: string): Promise<SyncFixture> {
  const fixture = closeLater(await createSyncFixture({ databaseUrl }))
  fixture.ctx.maxShrinkPercent = 100
  fixture.ctx.maxGrowthPercent = 1_000_000
  return fixture
}

function publish(fixture: SyncFixture, { body }: UpstreamList): void {
  fixture.setUpstream(Buffer.from(body))
  fixture.clock.set(fixture.clock.now() + 60_000)
}

/** Syncs the next list a minute later. Resolves when the database is connected and the spool is empty. */
async function syncAndRecover(
  fixture: SyncFixture,
  list: UpstreamList,
): Promise<Awaited<ReturnType<SyncFixture['sync']>>> {
  publish(fixture, list)
  const done = await fixture.sync().catch(() => null) // broke off before the fetch
  await recover(fixture)
  return done
}

async function recover({ ctx, db }: SyncFixture): Promise<void> {
  await until(() => db.status().state === 'connected')
  while (ctx.spool.status().pending > 0) {
    // The lease of a sync that broke off has not expired, since the clock stands still.
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
    `SELECT (SELECT count(*) FROM catalog_syncs) AS syncs, (SELECT count(*) FROM model_versions) AS versions,
       (SELECT count(*) FROM catalog_changes) AS changes, (SELECT count(*) FROM catalog_orders) AS orders`,
  )

describe('a connection that is cut at any message of a sync', () => {
  it.each(['response', 'piece'] as const)(
    'loses the %s, but the observation is in history exactly once, and replays add nothing',
    async (lose) => {
      const database = closeLater(await createTestDatabase().then((made) => ({ ...made, close: () => made.drop() })))
      const proxy = closeLater(await startCountingProxy(database.url))
      const fixture = await lendFixture(proxy.url)
      const lists = smallLists(40)
      const places = await syncPieces(fixture, lists, proxy.sent)
      expect(places).toBeGreaterThan(10)
      for (let place = 1; place <= places; place++) {
        proxy.cutAt(place, lose)
        const append = fixture.ctx.spool.append
        let replay: Parameters<typeof append>[0] | null = null
        fixture.ctx.spool.append = (observation) => append((replay = observation))
        await syncAndRecover(fixture, lists[place + 1]!)
        fixture.ctx.spool.append = append
        expect(await historyErrors(fixture.db, lists), `cut at piece ${place} of ${places}`).toEqual([])
        if (replay === null) continue
        const before = await rows(fixture)
        await append(replay)
        await recover(fixture)
        expect(await rows(fixture)).toEqual(before)
      }
      // Every list that was fetched was committed or spooled. The others were not fetched, since the connection was cut before.
      const [{ syncs } = {}] = await rows(fixture)
      expect(syncs).toBe(fixture.fetchCount())
    },
  )
})

/** How many messages a sync sends to the database. */
async function syncPieces(
  fixture: SyncFixture,
  [first, second]: readonly UpstreamList[],
  sent: () => number,
): Promise<number> {
  publish(fixture, first!)
  await fixture.sync()
  const before = sent()
  publish(fixture, second!)
  await fixture.sync()
  return sent() - before
}

/** Concurrent, since each waits half a minute for the driver's own "Query read timeout". */
describe.concurrent('a commit without a response in time', () => {
  it('has taken place if only the response was lost', async ({ onTestFinished }) => {
    const database = await createTestDatabase()
    const proxy = await startTcpFaultProxy(database.url)
    const fixture = await createSyncFixture({ databaseUrl: proxy.url })
    onTestFinished(async () => {
      await fixture.close()
      await proxy.close()
      await database.drop()
    })
    fixture.ctx.maxShrinkPercent = 100
    fixture.ctx.maxGrowthPercent = 1_000_000
    const lists = smallLists(2)
    publish(fixture, lists[0]!)
    await fixture.sync()
    loseCommit(fixture, () => proxy.set({ kind: 'loseResponseTo', text: 'COMMIT', how: 'silence', times: 1 }))
    const done = await syncAndRecover(fixture, lists[1]!)
    expect(proxy.lost()).toBe(1)
    expect(done).toMatchObject({ id: null, status: 'applied' })
    expect(await historyErrors(fixture.db, lists)).toEqual([])
    expect(await rows(fixture)).toMatchObject([{ syncs: 2 }])
  }, 90_000)

  it('takes place later if the server was frozen, and the spool replay finds it', async ({ onTestFinished }) => {
    const postgres: ControlledPostgres = await startControlledPostgres({ settings: ['fsync = off'] })
    const fixture = await createSyncFixture({ databaseUrl: postgres.url })
    onTestFinished(async () => {
      await fixture.close()
      await postgres.close()
    })
    fixture.ctx.maxShrinkPercent = 100
    fixture.ctx.maxGrowthPercent = 1_000_000
    const lists = smallLists(2)
    publish(fixture, lists[0]!)
    await fixture.sync()
    loseCommit(fixture, () => postgres.freeze())
    publish(fixture, lists[1]!)
    const done = await fixture.sync()
    expect(done).toMatchObject({ id: null, status: 'applied' })
    expect(fixture.ctx.spool.status().pending).toBe(1)
    await postgres.thaw()
    await recover(fixture)
    expect(await historyErrors(fixture.db, lists)).toEqual([])
    expect(await rows(fixture)).toMatchObject([{ syncs: 2 }])
  }, 90_000)
})

/** Runs `happen` right before the COMMIT of a sync's transaction, which is the writing one with a deadline. */
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
