// Sends a watch again what it was sent, or what it would have been sent.
import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Database } from '../../postgres/database.js'
import type { Queryable } from '../../postgres/queryable.js'
import { changesSince } from './changes-since.js'
import { eventsFor } from './events-for.js'
import { insertEvents } from '../queries/insert-events.js'
import { repeatEvents, repeatMessage } from '../queries/repeat-events.js'
import type { WatchRow } from '../queries/watch-rows.js'
import { WatchRefused } from '../watch-refused.js'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
/** More would flood the receiver. */
const maxEvents = 10_000

/** Sends one message again, with its id. @throws WatchRefused @returns the number of events */
export async function replayMessage(db: Queryable, watch: WatchRow, messageId: string): Promise<number> {
  const repeated = uuid.test(messageId) ? await repeatMessage(db, watch.id, messageId) : 0
  if (repeated === 0)
    throw new WatchRefused(
      404,
      `the watch “${watch.name}” has no message with this id; deliveries are kept for 30 days`,
    )
  return repeated
}

export interface ReplayContext {
  /** Unix milliseconds. */
  since: number
  now: number
  catalogue: Catalogue
}

/**
 * Enqueues the changes since a time that match the watch, oldest first: also those that came before the watch, or from an import. What
 * was sent before keeps its id. @throws WatchRefused @returns the number of events
 */
export async function replaySince(
  db: Database,
  watch: WatchRow,
  { since, now, catalogue }: ReplayContext,
): Promise<number> {
  return db.transaction(async (tx) => {
    const context = { modelOf: (id: string) => catalogue.byId.get(id)?.model, now }
    const events = eventsFor(watch, await changesSince(tx, since), context)
    if (events.length > maxEvents)
      throw new WatchRefused(400, `${events.length} changes match since then; at most ${maxEvents} can be replayed`)
    const known = await repeatEvents(
      tx,
      watch.id,
      events.map(({ key }) => key),
    )
    await insertEvents(
      tx,
      null,
      events.filter(({ key }) => !known.has(key)),
    )
    return events.length
  })
}
