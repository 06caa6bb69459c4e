// Enqueues the milestones of models that expire. Safe to run on every replica at once: each milestone has one key.
import { GROUPINGS, type WatchItem } from '@modelkeep/catalog/contract/watches'
import { expiryOf } from '@modelkeep/catalog/model/expiry'
import type { Model } from '@modelkeep/catalog/model/model'
import { eventKey } from '@modelkeep/catalog/watches/event-key'
import { matchesModel } from '@modelkeep/catalog/watches/match-change'
import { dueMilestone } from '@modelkeep/catalog/watches/milestones'
import type { Catalogue } from '../../catalogue/catalogue.js'
import type { Queryable } from '../../postgres/queryable.js'
import { modelsMatching } from './matching-models.js'
import { insertEvents, type NewEvent } from '../queries/insert-events.js'
import { collectingWatches, type WatchRow } from '../queries/watch-rows.js'

/** `now` in Unix milliseconds. @returns how many milestones were new */
export async function enqueueMilestones(db: Queryable, catalogue: Catalogue, now: number): Promise<number> {
  const expiring = catalogue.entries.flatMap(({ model }) => {
    const expires = expiryOf(model)
    return expires === null ? [] : [{ model, expires }]
  })
  if (expiring.length === 0) return 0
  const watches = (await collectingWatches(db)).filter(({ milestones }) => milestones.length > 0)
  let added = 0
  for (const grouping of GROUPINGS) {
    const ofGrouping = watches.filter((watch) => watch.grouping === grouping)
    const sentAt = endOfDigest(now, grouping)
    added += await insertEvents(
      db,
      null,
      ofGrouping.flatMap((watch) => eventsOf(watch, expiring, sentAt)),
    )
  }
  return added
}

interface Expiring {
  model: Model
  expires: string
}

/** `now`: when they will be sent. */
function eventsOf(watch: WatchRow, expiring: readonly Expiring[], now: number): NewEvent[] {
  const { id: watchId, filter, milestones, milestones_since: since } = watch
  const found =
    filter.query === undefined
      ? new Set<string>()
      : modelsMatching(
          filter.query,
          expiring.map(({ model }) => model),
          now,
        )
  return expiring.flatMap(({ model, expires }) => {
    const due = matchesModel(filter, model.id, found) ? dueMilestone(expires, { milestones, since, now }) : null
    if (due === null) return []
    const item: WatchItem = {
      type: 'expiry',
      model_id: model.id,
      name: model.name ?? model.id,
      expires,
      days_left: due.daysLeft,
      milestone: due.milestone,
    }
    return [{ watchId, key: eventKey(item), item }]
  })
}

const digestMs = { each: null, hourly: 3_600_000, daily: 86_400_000 } as const

/** When a digest that is collected now will be sent: what it says must be right then. */
function endOfDigest(now: number, grouping: WatchRow['grouping']): number {
  const ms = digestMs[grouping]
  return ms === null ? now : (Math.floor(now / ms) + 1) * ms
}
