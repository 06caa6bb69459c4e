import { createQueryIndex, type QueryIndex } from '@modelkeep/catalog/query-index'
import { createSearchIndex, type SearchIndex } from '@modelkeep/catalog/search'
import type { Catalogue } from '../catalogue.js'

/** What questions are answered with: built once a catalogue, the words of its models only when somebody searches. */
export interface CatalogueView {
  catalogue: Catalogue
  index: QueryIndex
  search: SearchIndex
}

/** Remembers the views of the catalogues that are in use. */
export function createViews(): (catalogue: Catalogue) => CatalogueView {
  const views = new WeakMap<Catalogue, CatalogueView>()
  return (catalogue) => {
    const view = views.get(catalogue) ?? createView(catalogue)
    views.set(catalogue, view)
    return view
  }
}

function createView(catalogue: Catalogue): CatalogueView {
  const models = catalogue.entries.map(({ model }) => model)
  let words: SearchIndex | undefined
  const search = (q: string): number[] => (words ??= createSearchIndex(models)).search(q)
  return { catalogue, index: createQueryIndex(models), search: { search } }
}
