import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Model } from '@modelkeep/catalog/model/model'
import { createQueryIndex, queryIndexSteps, type QueryIndex } from '@modelkeep/catalog/query/query-index'
import { createSearchIndex, searchIndexSteps, type SearchIndex } from '@modelkeep/catalog/search/search-index'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { runInSlices } from '../../lib/time-slices.js'

/** What questions are answered with: built once a catalogue. */
export interface CatalogueView {
  catalogue: Catalogue
  index: QueryIndex
  /** Has to be built first, which takes some 50 ms: behind a swap, or by the first who searches before that is done. */
  search: SearchIndex
  /** Builds it in turns of a few milliseconds; given up where somebody else has done it, or it is no longer `wanted`. */
  prepareSearch(wanted: () => boolean): Promise<void>
}

export interface Views {
  /** Made at once where there is none yet. */
  (catalogue: Catalogue): CatalogueView
  /** The same, made in turns of a few milliseconds. */
  prepare(catalogue: Catalogue): Promise<CatalogueView>
}

/** Remembers the views of the catalogues that are in use. */
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
      await nextTurn()
    }
  }
  return { catalogue, index, search: { search }, prepareSearch }
}
