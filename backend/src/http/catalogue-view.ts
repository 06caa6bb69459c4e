import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Model } from '@modelkeep/catalog/model'
import { toOfficial } from '@modelkeep/catalog/official'
import { createQueryIndex, queryIndexSteps, type QueryIndex } from '@modelkeep/catalog/query-index'
import { createSearchIndex, searchIndexSteps, type SearchIndex } from '@modelkeep/catalog/search'
import type { Catalogue, CatalogueEntry } from '../catalogue.js'
import { takeSteps } from '../turns.js'
import { contentOf, type Content } from './entry.js'

/** As upstream gives it, or with all that OpenRouter's API description requires. */
export type Form = 'plain' | 'official'

/** What questions are answered with: built once a catalogue. */
export interface CatalogueView {
  catalogue: Catalogue
  index: QueryIndex
  /** Has to be built first, which takes some 50 ms: behind a swap, or by the first who searches before that is done. */
  search: SearchIndex
  /** Builds it in turns of a few milliseconds; given up where somebody else has done it, or it is no longer `wanted`. */
  prepareSearch(wanted: () => boolean): Promise<void>
  /** A model as it stands in answers: bytes of JSON, made once for as long as the model stays the same. */
  row(form: Form, entry: CatalogueEntry): Content
}

export interface Views {
  /** Made at once where there is none yet. */
  (catalogue: Catalogue): CatalogueView
  /** The same, made in turns of a few milliseconds. */
  prepare(catalogue: Catalogue): Promise<CatalogueView>
}

/** Remembers the views of the catalogues that are in use, and the rows of their models: most models of a new one are those of the last. */
export function createViews(): Views {
  const views = new WeakMap<Catalogue, CatalogueView>()
  const row = createRows()
  const remember = (catalogue: Catalogue, index: () => QueryIndex): CatalogueView => {
    const view = views.get(catalogue) ?? createView(catalogue, index(), row)
    views.set(catalogue, view)
    return view
  }
  const prepare = async (catalogue: Catalogue): Promise<CatalogueView> => {
    const index = views.has(catalogue) ? null : await takeSteps(queryIndexSteps(modelsIn(catalogue)))
    return remember(catalogue, () => index ?? createQueryIndex(modelsIn(catalogue)))
  }
  return Object.assign((catalogue: Catalogue) => remember(catalogue, () => createQueryIndex(modelsIn(catalogue))), { prepare })
}

function modelsIn({ entries }: Catalogue): Model[] {
  return entries.map(({ model }) => model)
}

function createView(catalogue: Catalogue, index: QueryIndex, row: CatalogueView['row']): CatalogueView {
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
  return { catalogue, index, search: { search }, prepareSearch, row }
}

/** The model in that form; the very same object where it has all that is required. */
export function formOf(form: Form, { model }: CatalogueEntry): Model {
  return form === 'plain' ? model : toOfficial(model)
}

function createRows(): CatalogueView['row'] {
  const plain = new WeakMap<CatalogueEntry, Content>()
  const official = new WeakMap<CatalogueEntry, Content>()
  const plainRow = (entry: CatalogueEntry): Content => {
    const row = plain.get(entry) ?? contentOf(entry.bytes)
    plain.set(entry, row)
    return row
  }
  return (form, entry) => {
    if (form === 'plain') return plainRow(entry)
    const known = official.get(entry)
    if (known !== undefined) return known
    const model = formOf(form, entry)
    const row = model === entry.model ? plainRow(entry) : contentOf(Buffer.from(JSON.stringify(model)))
    official.set(entry, row)
    return row
  }
}
