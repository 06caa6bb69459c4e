// The columns of an author's models, and the orders they can be sorted in, named as those of the list.
import type { Model } from '@modelkeep/catalog/model/model'
import type { SortName } from '@modelkeep/catalog/query/sort'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { dateLabel } from '../../shared/ui/dates.js'
import { modelPriceLabel } from '../../shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../../shared/ui/tokens.js'

export interface AuthorColumn {
  key: 'name' | 'input' | 'output' | 'context' | 'added'
  label: string
  /** In the order of clicks on the heading. */
  sorts: readonly SortName[]
}

export const authorColumns: readonly AuthorColumn[] = [
  { key: 'name', label: 'Model', sorts: ['name-a-to-z', 'name-z-to-a'] },
  { key: 'input', label: 'Input', sorts: ['input-price-low-to-high', 'input-price-high-to-low'] },
  { key: 'output', label: 'Output', sorts: ['output-price-low-to-high', 'output-price-high-to-low'] },
  { key: 'context', label: 'Context', sorts: ['context-high-to-low', 'context-low-to-high'] },
  { key: 'added', label: 'Added', sorts: ['newest', 'oldest'] },
]

const defaultSort: SortName = 'newest'

/** Any other text is the default order. */
export function authorSortOf(text: string | undefined): SortName {
  return authorColumns.flatMap(({ sorts }) => sorts).find((sort) => sort === text) ?? defaultSort
}

/** What the URL says about an order; nothing about the default order. */
export function sortSearch(sort: string | undefined): { sort?: string } {
  return sort === undefined || sort === defaultSort ? {} : { sort }
}

/** `own`: some of the models of the catalogue. Those without a value come last. */
export function sortedModels({ models, index }: CatalogueView, own: readonly Model[], sort: SortName): Model[] {
  const wanted = new Set(own)
  return Array.from(index.orderOf(sort)).flatMap((position) => {
    const model = models[position]
    return model !== undefined && wanted.has(model) ? [model] : []
  })
}

/** The value in a column other than the name. `title`: exact. */
export function cellOf(model: Model, key: Exclude<AuthorColumn['key'], 'name'>): { text: string; title?: string } {
  switch (key) {
    case 'input':
      return modelPriceLabel(model, 'prompt')
    case 'output':
      return modelPriceLabel(model, 'completion')
    case 'context':
      return { text: tokensLabel(model.context_length), title: tokensTitle(model.context_length) }
    case 'added':
      return { text: dateLabel(model.created) }
  }
}
