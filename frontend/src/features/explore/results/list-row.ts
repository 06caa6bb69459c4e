import type { PriceStability } from '@modelkeep/catalog/contract/price-stability'
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import type { Workload } from '../../../shared/cost/workload.js'
import type { ListSearch } from '../../../shared/search/search-parameters.js'
import { isGrouped } from '../../../shared/list/group-variants.js'
import type { ListColumn } from './columns.js'
import type { ChangeBadge } from './recent-badges.js'

/** One model of the list, with its state. */
export interface ListRow {
  model: Model
  /** Position in the list, from 0. */
  index: number
  /** Display name. */
  author: string
  isSelected: boolean
  isFavourite: boolean
  /** A variant or an alias that stands under its model. */
  isUnder: boolean
  /** The only row that Tab reaches. */
  isCurrent: boolean
}

/** Shared by all rows. The object changes only when one of its values does, so that memoised rows are not rendered again. */
export interface ListContext {
  /** The query of the list, which stays behind an opened model. */
  search: ListSearch
  /** The column that the list is sorted by. */
  sorted: ListColumn | undefined
  /** Whose cost is shown. */
  workload: Workload
  /** Unix milliseconds, updated every few minutes. */
  now: number
  /** How the prices of models changed, by model id; undefined while unknown or not wanted. */
  prices?: ReadonlyMap<string, PriceStability> | undefined
  /** Until when `prices` are known, in Unix milliseconds. */
  pricesUntil?: number | undefined
  /** Changes of the last 30 days, by model id; absent while unknown. */
  recent?: ReadonlyMap<string, ChangeBadge> | undefined
  select: (id: string) => void
  favourite: (id: string) => void
  setCurrent: (index: number) => void
}

export interface RowSource {
  models: readonly Model[]
  /** By id. */
  authorNames: ReadonlyMap<string, string>
  selected: readonly string[]
  favourites: ReadonlySet<string>
  current: number
  /** Variants stand under their model. */
  isGrouping: boolean
}

/** The rows at these indexes; indexes beyond the end are skipped. */
export function rowsAt(
  indexes: readonly number[],
  { models, authorNames, selected, favourites, current, isGrouping }: RowSource,
): ListRow[] {
  return indexes.flatMap((index) => {
    const model = models[index]
    if (model === undefined) return []
    const author = authorOf(model.id)
    return {
      model,
      index,
      author: authorNames.get(author) ?? author,
      isSelected: selected.includes(model.id),
      isFavourite: favourites.has(model.id),
      isCurrent: index === current,
      isUnder: isGrouping && isGrouped(models, index),
    }
  })
}

export function isSameRow(a: ListRow, b: ListRow): boolean {
  return (
    a.model === b.model &&
    a.index === b.index &&
    a.author === b.author &&
    a.isSelected === b.isSelected &&
    a.isFavourite === b.isFavourite &&
    a.isUnder === b.isUnder &&
    a.isCurrent === b.isCurrent
  )
}
