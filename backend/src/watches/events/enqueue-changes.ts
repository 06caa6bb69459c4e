// Collects what watches want to know of a sync, in the sync's own transaction.
import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Queryable } from '../../postgres/queryable.js'
import { changesSince } from './changes-since.js'
import { eventsFor } from './events-for.js'
import { insertEvents, type NewEvent } from '../queries/insert-events.js'
import { syncChangeRange } from '../queries/sync-change-range.js'
import { collectingWatches } from '../queries/watch-rows.js'

export interface CommittedSync {
  id: number
  /** Unix milliseconds. */
  observedAt: number
  catalogue: Catalogue
}

/** Thousands of changes for many watches would block the program, and exceed the time of a statement. */
const batchSize = 5_000

/** Enqueues the changes of the newest sync, which were written in the same transaction. */
export async function enqueueChanges(tx: Queryable, { id, observedAt, catalogue }: CommittedSync): Promise<void> {
  const watches = await collectingWatches(tx)
  const range = watches.length === 0 ? null : await syncChangeRange(tx, id)
  if (range === null) return
  // Other syncs may have been observed at the same time.
  const changes = (await changesSince(tx, observedAt)).filter(({ seq }) => seq >= range.first && seq <= range.last)
  const context = { modelOf: (modelId: string) => catalogue.byId.get(modelId)?.model, now: observedAt }
  let batch: NewEvent[] = []
  for (const watch of watches) {
    batch = batch.concat(eventsFor(watch, changes, context))
    if (batch.length < batchSize) continue
    await insertEvents(tx, id, batch)
    batch = []
  }
  await insertEvents(tx, id, batch)
}
