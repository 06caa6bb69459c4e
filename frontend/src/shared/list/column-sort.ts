import type { ListSort } from '../search/page-query.js'

export type AriaSort = 'ascending' | 'descending' | 'none'

const ascending = /(?:low-to-high|a-to-z|oldest|soonest)$/

/** The sort order after another click on a heading with these orders; undefined: the default order. */
export function nextSort(sorts: readonly ListSort[], sort: ListSort | undefined): ListSort | undefined {
  return sorts[sort === undefined ? 0 : sorts.indexOf(sort) + 1]
}

export function ariaSort(sorts: readonly ListSort[], sort: ListSort | undefined): AriaSort {
  if (sort === undefined || !sorts.includes(sort)) return 'none'
  return ascending.test(sort) ? 'ascending' : 'descending'
}
