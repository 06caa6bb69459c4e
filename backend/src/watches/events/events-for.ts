import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { Model } from '@modelkeep/catalog/model/model'
import { eventKey } from '@modelkeep/catalog/watches/event-key'
import { isAppearance, matchesChange } from '@modelkeep/catalog/watches/match-change'
import { withoutEchoes } from '@modelkeep/catalog/watches/without-echoes'
import { modelsMatching } from './matching-models.js'
import type { NewEvent } from '../queries/insert-events.js'
import type { WatchRow } from '../queries/watch-rows.js'

/** The events that changes mean for a watch, in their order. `modelOf`: a model as it is now. `now` in Unix milliseconds. */
export function eventsFor(
  { id: watchId, filter }: Pick<WatchRow, 'id' | 'filter'>,
  changes: readonly ListedChange[],
  { modelOf, now }: { modelOf: (id: string) => Model | undefined; now: number },
): NewEvent[] {
  const appeared =
    filter.query === undefined
      ? []
      : changes.filter(isAppearance).flatMap((change) => modelOf(change.model_id ?? '') ?? [])
  const found = filter.query === undefined ? new Set<string>() : modelsMatching(filter.query, appeared, now)
  return withoutEchoes(changes)
    .filter((change) => matchesChange(filter, change, found))
    .map((change) => {
      const item = { type: 'change' as const, change }
      return { watchId, key: eventKey(item), item }
    })
}
