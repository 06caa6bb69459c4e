// Enqueues the milestones of models that expire, and the deprecations without a date. Safe to run on every replica at once: each has one
// key.
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import { GROUPINGS } from '@modelkeep/catalog/contract/watches'
import { lifecycleOf, type Lifecycle } from '@modelkeep/catalog/lifecycle/lifecycle'
import { announcesEnd, statementsOf } from '@modelkeep/catalog/lifecycle/statements'
import type { Model } from '@modelkeep/catalog/model/model'
import { eventKey } from '@modelkeep/catalog/watches/event-key'
import { matchesModel } from '@modelkeep/catalog/watches/match-change'
import { dueMilestone } from '@modelkeep/catalog/watches/milestones'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { announcementKey, type LifecycleFacts } from '../../lifecycle/lifecycle-facts.js'
import type { Queryable } from '../../postgres/queryable.js'
import { modelsMatching } from './matching-models.js'
import { insertEvents, type NewEvent } from '../queries/insert-events.js'
import { collectingWatches, type WatchRow } from '../queries/watch-rows.js'

/** `now` in Unix milliseconds. @returns how many events were new */
export async function enqueueMilestones(
  db: Queryable,
  catalogue: Catalogue,
  { facts, now }: { facts: LifecycleFacts; now: number },
): Promise<number> {
  const today = new Date(now).toISOString().slice(0, 10)
  const ending = catalogue.entries
    .map(({ model }) => ({ model, lifecycle: lifecycleOf(statementsOf(model, facts.others), today) }))
    .filter(({ lifecycle }) => lifecycle.stage === 'deprecated')
  if (ending.length === 0) return 0
  const watches = (await collectingWatches(db)).filter(({ milestones }) => milestones.length > 0)
  let added = 0
  for (const grouping of GROUPINGS) {
    const ofGrouping = watches.filter((watch) => watch.grouping === grouping)
    const sentAt = endOfDigest(now, grouping)
    added += await insertEvents(
      db,
      null,
      ofGrouping.flatMap((watch) => eventsOf(watch, ending, { facts, now: sentAt })),
    )
  }
  return added
}

interface Ending {
  model: Model
  lifecycle: Lifecycle
}

interface Moment {
  facts: LifecycleFacts
  /** When the events will be sent, in Unix milliseconds. */
  now: number
}

function eventsOf(watch: WatchRow, ending: readonly Ending[], moment: Moment): NewEvent[] {
  const { id: watchId, filter } = watch
  const found =
    filter.query === undefined
      ? new Set<string>()
      : modelsMatching(
          filter.query,
          ending.map(({ model }) => model),
          moment.now,
        )
  return ending
    .filter(({ model }) => matchesModel(filter, model.id, found))
    .flatMap((one) =>
      one.lifecycle.expires_on === null ? deprecations(watch, one, moment) : milestone(watch, one, moment),
    )
    .map((item) => ({ watchId, key: eventKey(item), item }))
}

function milestone(
  { milestones, milestones_since: since }: WatchRow,
  { model, lifecycle: { expires_on: expires, statements } }: Ending,
  { now }: Moment,
): WatchItem[] {
  const due = expires === null ? null : dueMilestone(expires, { milestones, since, now })
  if (due === null || expires === null) return []
  const sources = statements.filter(({ expires_on: day }) => day === expires).map(({ source }) => source)
  return [
    {
      type: 'expiry',
      model_id: model.id,
      name: model.name ?? model.id,
      expires,
      days_left: due.daysLeft,
      milestone: due.milestone,
      ...(sources.some((source) => source !== 'openrouter') && { sources }),
    },
  ]
}

/**
 * Those first observed since the watch looks for them. What the first document of a catalogue says may be years old, and would come all at
 * once. A date that was yet to come has had its milestones.
 */
function deprecations(
  { milestones_since: watchedSince }: WatchRow,
  { model, lifecycle: { statements } }: Ending,
  { facts }: Moment,
): WatchItem[] {
  return statements
    .filter(announcesEnd)
    .filter(({ source, expires_on: day }) => {
      const since = facts.since.get(announcementKey(source, model.id)) ?? -Infinity
      const isNew = since >= watchedSince && since > (facts.mirroredSince.get(source) ?? -Infinity)
      return isNew && (day === null || day < new Date(since).toISOString().slice(0, 10))
    })
    .map(({ source }) => ({ type: 'deprecated', model_id: model.id, name: model.name ?? model.id, source }))
}

const digestMs = { each: null, hourly: 3_600_000, daily: 86_400_000 } as const

/** When a digest that is collected now will be sent: what it says must be right then. */
function endOfDigest(now: number, grouping: WatchRow['grouping']): number {
  const ms = digestMs[grouping]
  return ms === null ? now : (Math.floor(now / ms) + 1) * ms
}
