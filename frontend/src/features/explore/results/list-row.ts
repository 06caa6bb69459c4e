import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import type { RecentBadge } from './recent-badges.js'
import type { SearchParameters } from '../../../shared/search/use-list-query.js'

/** One model of the list with what the reader has done to it. */
export interface ListRow {
  model: Model
  /** From 0, among those listed. */
  index: number
  /** As the maker writes it. */
  author: string
  isSelected: boolean
  isFavourite: boolean
  /** The one stop of the list for Tab. */
  isCurrent: boolean
}

/** The same for all rows. Stays the same object as long as nothing of it changes, so that rows need not be made anew. */
export interface ListContext {
  /** The query of the list, to which a model opened over it goes back. */
  search: SearchParameters
  /** Unix milliseconds, moved on now and then. */
  now: number
  /** What changed within thirty days, by id; absent where it is not known. */
  recent?: ReadonlyMap<string, RecentBadge> | undefined
  select: (id: string) => void
  favourite: (id: string) => void
  setCurrent: (index: number) => void
}

export interface RowSource {
  models: readonly Model[]
  makers: ReadonlyMap<string, string>
  selected: readonly string[]
  favourites: ReadonlySet<string>
  current: number
}

/** The rows at these indexes; an index beyond the end has none. */
export function rowsAt(
  indexes: readonly number[],
  { models, makers, selected, favourites, current }: RowSource,
): ListRow[] {
  return indexes.flatMap((index) => {
    const model = models[index]
    if (model === undefined) return []
    const author = authorOf(model.id)
    return {
      model,
      index,
      author: makers.get(author) ?? author,
      isSelected: selected.includes(model.id),
      isFavourite: favourites.has(model.id),
      isCurrent: index === current,
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
    a.isCurrent === b.isCurrent
  )
}
