import type { ChangeQuery } from '../../../shared/search/use-list-query.js'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { type FilterCounts, intelligenceFrom, intelligenceSteps } from './filter-counts.js'
import { FilterField } from './filter-field.js'
import { FilterSection } from './filter-section.js'
import { FilterSteps } from './filter-steps.js'
import { parseScore } from './parse-field.js'

interface IntelligenceFilterProps {
  query: PageQuery
  counts: FilterCounts
  isNarrowed: boolean
  change: ChangeQuery
}

/** A minimum of the intelligence index. Models without one never match it. */
export function IntelligenceFilter({ query, counts, isNarrowed, change }: IntelligenceFilterProps) {
  const set = (min: number | undefined): void => change(intelligenceFrom(query, min))
  return (
    <FilterSection title="Intelligence" note="Minimum Artificial Analysis index">
      <FilterSteps
        steps={intelligenceSteps}
        labelOf={(step) => `${step}+`}
        counts={counts.intelligence}
        chosen={query.min_intelligence_index}
        choose={set}
      />
      <FilterField
        label="Exact minimum"
        name="Exact minimum of the intelligence index"
        placeholder="Any"
        value={query.min_intelligence_index}
        isNarrowed={isNarrowed}
        parse={parseScore}
        apply={set}
      />
    </FilterSection>
  )
}
