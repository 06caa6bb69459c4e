import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import { systemClock, type Clock } from '../../../../src/lib/clock.js'
import { createEvents, type Events } from '../../../../src/observe/events.js'
import type { Database } from '../../../../src/postgres/database.js'
import { createDelivery, type Delivery } from '../../../../src/watches/delivery.js'
import { insertEvents } from '../../../../src/watches/queries/insert-events.js'
import { insertWatch, watchById, type NewWatchRow, type WatchRow } from '../../../../src/watches/queries/watch-rows.js'
import type { Send, SendResult } from '../../../../src/watches/send.js'
import { createTestDatabase } from '../../../helpers/postgres.js'
import { connect } from '../../../helpers/sync-fixture.js'
import { watchRow } from './watch-row.js'

/** The delivery of watches on a real database, with a destination that the test controls. */
export interface DeliveryFixture {
  db: Database
  url: string
  /** Creates a watch with a destination of its own. @returns its id */
  watch(more?: Partial<NewWatchRow>): Promise<number>
  row(id: number): Promise<WatchRow>
  /** Enqueues one event for each `seq`. */
  enqueue(watchId: number, seqs: readonly number[]): Promise<void>
  events(watchId: number): Promise<EventRow[]>
  /** Starts to deliver. It ends with the test database. */
  deliver(send: Send, options?: { clock?: Clock; db?: Database }): Delivery & { events: Events; stop(): Promise<void> }
  /** Ends all deliveries, and removes all watches. */
  reset(): Promise<void>
  close(): Promise<void>
}

/** `due_in`: seconds from the database's now. */
export interface EventRow {
  seq: number
  state: string
  attempts: number
  message_id: string | null
  due_in: number
  is_claimed: boolean
}

export const ok: SendResult = { ok: true, status: 200, retryAfter: null, detail: '' }
export const failed = (status: number, more: Partial<SendResult> = {}): SendResult => ({
  ok: false,
  status,
  retryAfter: null,
  detail: `answered ${status}`,
  ...more,
})

export const seqsOf = (items: readonly WatchItem[]): number[] =>
  items.map((item) => (item.type === 'change' ? item.change.seq : -1))

export async function createDeliveryFixture(): Promise<DeliveryFixture> {
  const database = await createTestDatabase({ migrated: true })
  const db = await connect(database.url)
  const running: (() => Promise<void>)[] = []
  let created = 0
  return {
    db,
    url: database.url,
    watch: async (more = {}) => {
      const nr = ++created
      const destination = { type: 'webhook', target: `https://${nr}.example.com` } as const
      const id = await insertWatch(db, watchRow(`watch ${nr}`, { destination, ...more }))
      return id!
    },
    row: async (id) => (await watchById(db, id))!,
    enqueue: async (watchId, seqs) => {
      const events = seqs.map((seq) => ({
        watchId,
        key: `change ${seq}`,
        item: { type: 'change' as const, change: changeOf(seq) },
      }))
      await insertEvents(db, null, events)
    },
    events: (watchId) =>
      db.query<EventRow>(
        `SELECT (item #>> '{change,seq}')::integer AS seq, state, attempts, message_id::text,
           extract(epoch FROM due_at - now())::double precision AS due_in, coalesce(claimed_until > now(), false) AS is_claimed
         FROM watch_events WHERE watch_id = $1 ORDER BY id`,
        [watchId],
      ),
    deliver: (send, options = {}) => {
      const events = createEvents()
      const stopping = new AbortController()
      const delivery = createDelivery({ db, send, clock: systemClock, events, random: () => 0, ...options })
      const ended = delivery.run(stopping.signal).catch(() => {})
      const stop = async (): Promise<void> => {
        stopping.abort(new Error('the test is over'))
        await ended
      }
      running.push(stop)
      return { ...delivery, events, stop }
    },
    reset: async () => {
      await Promise.all(running.splice(0).map((stop) => stop()))
      await db.query('DELETE FROM watches')
    },
    close: async () => {
      await db.close()
      await database.drop()
    },
  }
}

export function changeOf(seq: number): ListedChange {
  return {
    seq,
    observed_at: '2026-08-22T14:05:00.000Z',
    model_id: `a/model-${seq}`,
    name: `Model ${seq}`,
    author: 'a',
    kind: 'model_added',
    field: null,
    before: null,
    after: null,
    percent: null,
    scheduled: false,
    flapping: null,
    removed_at: null,
    removed_seq: null,
  }
}
