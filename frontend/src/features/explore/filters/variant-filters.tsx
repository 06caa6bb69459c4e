import type { ChangeQuery } from '../../../shared/search/use-list-query.js'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { excludedKinds, excludedLabels, toggleExcluded } from './excluded.js'
import type { FilterCounts } from './filter-counts.js'
import { FilterSection } from './filter-section.js'
import { FilterCheck } from './filter-values.js'

interface VariantFiltersProps {
  query: PageQuery
  counts: FilterCounts
  change: ChangeQuery
}

/** Leaves out entries that repeat other models, or shows them under their model. */
export function VariantFilters({ query, counts, change }: VariantFiltersProps) {
  return (
    <FilterSection title="Variants and aliases">
      {excludedKinds.map((kind) => (
        <FilterCheck
          key={kind}
          text={`Hide ${excludedLabels[kind].toLowerCase()}`}
          count={counts.exclude[kind]}
          isChecked={query.exclude?.includes(kind) === true}
          toggle={() => change(toggleExcluded(query, kind))}
        />
      ))}
      <FilterCheck
        text="Group under their model"
        count={null}
        isChecked={query.group === true}
        toggle={() => change({ group: query.group ? undefined : true })}
      />
    </FilterSection>
  )
}
