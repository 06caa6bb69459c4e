import { setImmediate as nextTick } from 'node:timers/promises'
import type { Model } from '@modelkeep/catalog/model/model'
import { createQueryIndex, queryIndexSteps, type QueryIndex } from '@modelkeep/catalog/query/query-index'
import { createSearchIndex, searchIndexSteps, type SearchIndex } from '@modelkeep/catalog/search/search-index'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { runInSlices } from '../../lib/time-slices.js'

/** A catalogue with its query and search indexes, built once per catalogue. */
export interface CatalogueView {
  catalogue: Catalogue
  index: QueryIndex
  /** Built in the background after a swap, in about 50 ms, or by the first search before that is done. */
  search: SearchIndex
  /** Builds the search index in time slices. Stops if a search has built it meanwhile, or once it is no longer `wanted`. */
  prepareSearch(wanted: () => boolean): Promise<void>
}

export interface Views {
  /** The view of a catalogue, built synchronously if there is none yet. */
  (catalogue: Catalogue): CatalogueView
  /** The same, built in time slices of a few milliseconds. */
  prepare(catalogue: Catalogue): Promise<CatalogueView>
}

/** Caches the views of the catalogues in use. */
export function createViews(): Views {
  const views = new WeakMap<Catalogue, CatalogueView>()
  const remember = (catalogue: Catalogue, index: () => QueryIndex): CatalogueView => {
    const view = views.get(catalogue) ?? createView(catalogue, index())
    views.set(catalogue, view)
    return view
  }
  const prepare = async (catalogue: Catalogue): Promise<CatalogueView> => {
    const index = views.has(catalogue) ? null : await runInSlices(queryIndexSteps(modelsIn(catalogue)))
    return remember(catalogue, () => index ?? createQueryIndex(modelsIn(catalogue)))
  }
  return Object.assign((catalogue: Catalogue) => remember(catalogue, () => createQueryIndex(modelsIn(catalogue))), {
    prepare,
  })
}

function modelsIn({ entries }: Catalogue): Model[] {
  return entries.map(({ model }) => model)
}

function createView(catalogue: Catalogue, index: QueryIndex): CatalogueView {
  const models = modelsIn(catalogue)
  let words: SearchIndex | undefined
  const search = (q: string): number[] => (words ??= createSearchIndex(models)).search(q)
  const prepareSearch = async (wanted: () => boolean): Promise<void> => {
    const steps = searchIndexSteps(models)
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) words ??= step.value
      if (words !== undefined || !wanted()) return
      await nextTick()
    }
  }
  return { catalogue, index, search: { search }, prepareSearch }
}
