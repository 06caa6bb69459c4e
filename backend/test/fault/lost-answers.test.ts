import { afterEach, describe, expect, it } from 'vitest'
import type { TransactionOptions } from '../../src/postgres/queryable.js'
import { replaySpool } from '../../src/sync/replay-spool.js'
import { startControlledPostgres, type ControlledPostgres } from '../helpers/controlled-postgres.js'
import { createTestDatabase } from '../helpers/postgres.js'
import { openSyncRoom, type SyncRoom } from '../helpers/sync-room.js'
import { startTcpFaultProxy } from '../helpers/tcp-fault-proxy.js'
import { until } from '../helpers/test-app.js'
import { startCountingProxy } from './helpers/counting-proxy.js'
import { wrongInHistory } from './helpers/exact-history.js'
import { smallLists, type SaidList } from './helpers/lists.js'

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const thing of open.splice(0).toReversed()) await thing.close()
})
const lends = <T extends { close(): Promise<void> }>(thing: T): T => (open.push(thing), thing)

async function lendRoom(databaseUrl: string): Promise<SyncRoom> {
  const room = lends(await openSyncRoom({ databaseUrl }))
  room.ctx.maxShrinkPercent = 100
  return room
}

function say(room: SyncRoom, { body }: SaidList): void {
  room.setUpstream(Buffer.from(body))
  room.clock.set(room.clock.now() + 60_000)
}

/** Says the next list, a minute later, and keeps what was observed. Resolves when the database is back and the spool is empty. */
async function syncAndRecover(room: SyncRoom, list: SaidList): Promise<Awaited<ReturnType<SyncRoom['sync']>>> {
  say(room, list)
  const done = await room.sync().catch(() => null) // broken off before upstream was asked
  await recover(room)
  return done
}

async function recover({ ctx, db }: SyncRoom): Promise<void> {
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

const rows = ({ db }: SyncRoom) =>
  db.query(
    'SELECT (SELECT count(*) FROM catalog_syncs) AS syncs, (SELECT count(*) FROM model_versions) AS versions, (SELECT count(*) FROM catalog_changes) AS changes, (SELECT count(*) FROM catalog_orders) AS orders',
  )

describe('a connection that is cut at every place of a sync', () => {
  it.each(['answer', 'piece'] as const)(
    'loses its %s there: what was observed is in history once, exactly, and replays add nothing',
    async (lose) => {
      const database = lends(await createTestDatabase().then((made) => ({ ...made, close: () => made.drop() })))
      const proxy = lends(await startCountingProxy(database.url))
      const room = await lendRoom(proxy.url)
      const said = smallLists(40)
      const places = await syncPieces(room, said, proxy.sent)
      expect(places).toBeGreaterThan(10)
      for (let place = 1; place <= places; place++) {
        proxy.cutAt(place, lose)
        const append = room.ctx.spool.append
        let replay: Parameters<typeof append>[0] | null = null
        room.ctx.spool.append = (observation) => append((replay = observation))
        await syncAndRecover(room, said[place + 1]!)
        room.ctx.spool.append = append
        expect(await wrongInHistory(room.db, said), `cut at piece ${place} of ${places}`).toEqual([])
        if (replay === null) continue
        const before = await rows(room)
        await append(replay)
        await recover(room)
        expect(await rows(room)).toEqual(before)
      }
      // Each list that was kept or committed is there: those that were not had not been asked for when the connection was cut.
      const [{ syncs } = {}] = await rows(room)
      expect(syncs).toBe(room.fetchCount())
    },
  )
})

/** How many pieces a sync sends to the database. */
async function syncPieces(room: SyncRoom, [first, second]: readonly SaidList[], sent: () => number): Promise<number> {
  say(room, first!)
  await room.sync()
  const before = sent()
  say(room, second!)
  await room.sync()
  return sent() - before
}

/** These wait for the driver's own "Query read timeout", half a minute, and so at the same time. */
describe.concurrent('a commit that is not answered in time', () => {
  it('has happened, when it was the answer that got lost', async ({ onTestFinished }) => {
    const database = await createTestDatabase()
    const proxy = await startTcpFaultProxy(database.url)
    const room = await openSyncRoom({ databaseUrl: proxy.url })
    onTestFinished(async () => {
      await room.close()
      await proxy.close()
      await database.drop()
    })
    room.ctx.maxShrinkPercent = 100
    const said = smallLists(2)
    say(room, said[0]!)
    await room.sync()
    loseCommit(room, () => proxy.set({ kind: 'loseAnswerTo', text: 'COMMIT', how: 'silence', times: 1 }))
    const done = await syncAndRecover(room, said[1]!)
    expect(proxy.lost()).toBe(1)
    expect(done).toMatchObject({ id: null, status: 'applied' })
    expect(await wrongInHistory(room.db, said)).toEqual([])
    expect(await rows(room)).toMatchObject([{ syncs: 2 }])
  }, 90_000)

  it('happens later, when it was the server that stood still: the spool waits for that, and finds it', async ({
    onTestFinished,
  }) => {
    const postgres: ControlledPostgres = await startControlledPostgres({ settings: ['fsync = off'] })
    const room = await openSyncRoom({ databaseUrl: postgres.url })
    onTestFinished(async () => {
      await room.close()
      await postgres.close()
    })
    room.ctx.maxShrinkPercent = 100
    const said = smallLists(2)
    say(room, said[0]!)
    await room.sync()
    loseCommit(room, () => postgres.freeze())
    say(room, said[1]!)
    const done = await room.sync()
    expect(done).toMatchObject({ id: null, status: 'applied' })
    expect(room.ctx.spool.status().pending).toBe(1)
    await postgres.thaw()
    await recover(room)
    expect(await wrongInHistory(room.db, said)).toEqual([])
    expect(await rows(room)).toMatchObject([{ syncs: 2 }])
  }, 90_000)
})

/** Does something right before the COMMIT of the transaction that keeps a sync: it is the one that writes and has a deadline. */
function loseCommit({ ctx, db }: SyncRoom, happen: () => Promise<void>): void {
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
