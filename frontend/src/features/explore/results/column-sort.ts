import type { SortName } from '@modelkeep/catalog/query/sort'

/** What a heading can be pressed for, in the order of presses. The query language has one direction of most. */
const cycles = {
  context: ['context-high-to-low'],
  prices: ['pricing-low-to-high', 'pricing-high-to-low'],
  created: ['newest'],
} as const satisfies Record<string, readonly SortName[]>

export type SortableHeading = keyof typeof cycles
export type AriaSort = 'ascending' | 'descending' | 'none'

const rising: readonly string[] = ['pricing-low-to-high']

export function isSortable(heading: string): heading is SortableHeading {
  return Object.hasOwn(cycles, heading)
}

/** The order after one more press of a heading; undefined: the list's own. */
export function nextSort(heading: SortableHeading, sort: SortName | undefined): SortName | undefined {
  const cycle: readonly SortName[] = cycles[heading]
  return cycle[sort === undefined ? 0 : cycle.indexOf(sort) + 1]
}

export function ariaSort(heading: SortableHeading, sort: SortName | undefined): AriaSort {
  const cycle: readonly SortName[] = cycles[heading]
  if (sort === undefined || !cycle.includes(sort)) return 'none'
  return rising.includes(sort) ? 'ascending' : 'descending'
}
