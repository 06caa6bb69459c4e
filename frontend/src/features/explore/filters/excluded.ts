import type { PageQuery } from '../../../shared/search/page-query.js'

export type Excluded = NonNullable<PageQuery['exclude']>[number]

/** Entries that repeat other models, in the order of the filter panel. */
export const excludedLabels: Readonly<Record<Excluded, string>> = {
  batch: 'Batch variants',
  free: 'Free variants',
  alias: 'Aliases',
}

export const excludedKinds = Object.keys(excludedLabels) as Excluded[]

export function toggleExcluded({ exclude = [] }: PageQuery, kind: Excluded): { exclude: Excluded[] | undefined } {
  const kinds = exclude.includes(kind) ? exclude.filter((one) => one !== kind) : [...exclude, kind].toSorted()
  return { exclude: kinds.length === 0 ? undefined : kinds }
}
