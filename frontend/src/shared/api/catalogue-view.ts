import type { Model } from '@modelkeep/catalog/model/model'
import { createQueryIndex, type QueryIndex } from '@modelkeep/catalog/query/query-index'
import { createSearchIndex, type SearchIndex } from '@modelkeep/catalog/search/search-index'

/** A catalogue with what questions are answered from. */
export interface CatalogueView {
  models: readonly Model[]
  byId: ReadonlyMap<string, Model>
  /** Made at the first question that needs it: the whole list does not. */
  readonly index: QueryIndex
  /** Its words are read at the first search. */
  search: SearchIndex
  /** Makes ready what is not made yet, a part each time it is called; false: there is no more to make. */
  prepare(): boolean
}

export function createCatalogueView(models: readonly Model[]): CatalogueView {
  let index: QueryIndex | undefined
  let words: SearchIndex | undefined
  const indexed = (): QueryIndex => (index ??= createQueryIndex(models))
  const worded = (): SearchIndex => (words ??= createSearchIndex(models))
  return {
    models,
    byId: new Map(models.map((model) => [model.id, model])),
    get index() {
      return indexed()
    },
    search: { search: (q) => worded().search(q) },
    prepare() {
      if (index === undefined) return indexed() !== undefined
      worded()
      return false
    },
  }
}
