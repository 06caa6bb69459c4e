import type { SortName } from '@modelkeep/catalog/query/sort'

/** The sort orders of each heading, in the order of clicks. The API offers one direction for most. */
const cycles = {
  context: ['context-high-to-low'],
  prices: ['pricing-low-to-high', 'pricing-high-to-low'],
  created: ['newest'],
} as const satisfies Record<string, readonly SortName[]>

export type SortableHeading = keyof typeof cycles
export type AriaSort = 'ascending' | 'descending' | 'none'

const ascending: readonly string[] = ['pricing-low-to-high']

export function isSortable(heading: string): heading is SortableHeading {
  return Object.hasOwn(cycles, heading)
}

/** The sort order after another click on a heading; undefined: the default order. */
export function nextSort(heading: SortableHeading, sort: SortName | undefined): SortName | undefined {
  const cycle: readonly SortName[] = cycles[heading]
  return cycle[sort === undefined ? 0 : cycle.indexOf(sort) + 1]
}

export function ariaSort(heading: SortableHeading, sort: SortName | undefined): AriaSort {
  const cycle: readonly SortName[] = cycles[heading]
  if (sort === undefined || !cycle.includes(sort)) return 'none'
  return ascending.includes(sort) ? 'ascending' : 'descending'
}
