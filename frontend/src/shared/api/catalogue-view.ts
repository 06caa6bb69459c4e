import type { Model } from '@modelkeep/catalog/model/model'
import { authorNames } from '@modelkeep/catalog/model/model-name'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { createQueryIndex, type QueryIndex } from '@modelkeep/catalog/query/query-index'
import { createSearchIndex, type SearchIndex } from '@modelkeep/catalog/search/search-index'

/** A catalogue with the indexes that answer queries. */
export interface CatalogueView {
  models: readonly Model[]
  byId: ReadonlyMap<string, Model>
  /** Display names of authors by their id; built on first use. */
  readonly authorNames: ReadonlyMap<string, string>
  /** Built on first use: the unfiltered list does not need it. */
  readonly index: QueryIndex
  /** Built on the first search. */
  search: SearchIndex
  /** Builds one missing index per call; false when none is missing. */
  prepare(): boolean
}

/** `received`: as upstream sent them, whatever the types of their fields. */
export function createCatalogueView(received: readonly Model[]): CatalogueView {
  const models = received.map((model) => typedModel(model))
  let names: ReadonlyMap<string, string> | undefined
  let queryIndex: QueryIndex | undefined
  let searchIndex: SearchIndex | undefined
  const query = (): QueryIndex => (queryIndex ??= createQueryIndex(models))
  const search = (): SearchIndex => (searchIndex ??= createSearchIndex(models))
  return {
    models,
    byId: new Map(models.map((model) => [model.id, model])),
    get authorNames() {
      return (names ??= authorNames(models))
    },
    get index() {
      return query()
    },
    search: { search: (q) => search().search(q) },
    prepare() {
      if (queryIndex === undefined) return query() !== undefined
      search()
      return false
    },
  }
}
