// What is known about the end of models beside the catalogue itself.
import type { LifecycleSource, OtherCatalogues } from '@modelkeep/catalog/lifecycle/statements'
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'

/** What only history knows; empty without it. Times are Unix milliseconds. */
export interface HistoryFacts {
  /** Since when a source has announced the end of a model; see `announcementKey`. */
  since: ReadonlyMap<string, number>
  /** When each mirrored catalogue was first observed: what it announced then may be old. */
  mirroredSince: ReadonlyMap<LifecycleSource, number>
  /** Models removed in the last DEPRECATED_DAYS, in their last state; most recently removed first. */
  removed: readonly RemovedModel[]
}

export interface LifecycleFacts extends HistoryFacts {
  others: OtherCatalogues
}

export function announcementKey(source: LifecycleSource, id: string): string {
  return `${source} ${id}`
}
