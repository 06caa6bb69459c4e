// What is known about the end of models beside the catalogue itself.
import type { LifecycleSource, OtherCatalogues } from '@modelkeep/catalog/lifecycle/statements'
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'

export interface LifecycleFacts {
  others: OtherCatalogues
  /** Since when a source has announced the end of a model, in Unix milliseconds; see `announcementKey`. Empty without history. */
  since: ReadonlyMap<string, number>
  /** Models removed in the last DEPRECATED_DAYS, in their last state; most recently removed first. Empty without history. */
  removed: readonly RemovedModel[]
}

export function announcementKey(source: LifecycleSource, id: string): string {
  return `${source} ${id}`
}
