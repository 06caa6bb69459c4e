import type { Model } from '@modelkeep/catalog/model'
import { createQueryIndex, type QueryIndex } from '@modelkeep/catalog/query-index'
import { createSearchIndex, type SearchIndex } from '@modelkeep/catalog/search'

/** A catalogue with what questions are answered from. */
export interface CatalogueView {
  models: readonly Model[]
  byId: ReadonlyMap<string, Model>
  index: QueryIndex
  /** Its words are read when somebody first searches, or before, by `prepare`, while the page has nothing to do. */
  search: SearchIndex & { prepare(): void }
}

export function createCatalogueView(models: readonly Model[]): CatalogueView {
  let words: SearchIndex | undefined
  const prepare = (): SearchIndex => (words ??= createSearchIndex(models))
  return {
    models,
    byId: new Map(models.map((model) => [model.id, model])),
    index: createQueryIndex(models),
    search: { search: (q) => prepare().search(q), prepare: () => void prepare() },
  }
}
