import type { PageQuery } from '../../../shared/search/page-query.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'
import { type FilterCounts, unchangedSteps } from './filter-counts.js'
import { FilterField } from './filter-field.js'
import { FilterSection } from './filter-section.js'
import { FilterSteps } from './filter-steps.js'
import { parseDays } from './parse-field.js'

interface UnchangedFilterProps {
  query: PageQuery
  isNarrowed: boolean
  counts: FilterCounts
  change: ChangeQuery
}

/** Models whose input and output prices have not changed for so long. Removed models have no price. */
export function UnchangedFilter({ query, isNarrowed, counts, change }: UnchangedFilterProps) {
  const choose = (days: number | undefined): void =>
    change({ unchanged_days: days, ...(days !== undefined && { removed: undefined }) })
  return (
    <FilterSection title="Price unchanged for" note="Input and output price">
      <FilterSteps
        steps={unchangedSteps}
        labelOf={(days) => (days === 365 ? 'Year' : `${days} days`)}
        counts={counts.unchanged}
        chosen={query.unchanged_days}
        choose={choose}
      />
      <FilterField
        label="At least, in days"
        name="Price unchanged for at least, in days"
        placeholder="Any"
        value={query.unchanged_days}
        isNarrowed={isNarrowed}
        parse={parseDays}
        apply={choose}
      />
    </FilterSection>
  )
}
