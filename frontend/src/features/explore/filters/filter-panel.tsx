import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { memo, useMemo } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { activeFilters } from './active-filters.js'
import { ageSteps, contextSteps, countFilters, expiringSoonDays } from './filter-counts.js'
import { FilterField } from './filter-field.js'
import { tokensField } from './parse-field.js'
import classes from './filter-panel.module.css'
import { FilterPrices } from './price-filters.js'
import { FilterSection } from './filter-section.js'
import { FilterSteps } from './filter-steps.js'
import { type CountedValue, FilterCheck, FilterValues } from './filter-values.js'
import { modalityWord, parameterWord, tokensWord } from './filter-labels.js'
import { toggleWord, type WordListName } from './query-lists.js'
import type { Change } from '../use-search-text.js'

export interface FilterPanelProps {
  view: CatalogueView
  /** For what is counted and shown as chosen. */
  query: ListQuery
  now: number
  change: Change
}

/** Every way to narrow the list, each with how many models it would leave. */
export const FilterPanel = memo(function FilterPanel({ view, query, now, change }: FilterPanelProps) {
  const counts = useMemo(() => countFilters(view, query, now), [view, query, now])
  const isNarrowed = activeFilters(query).length > 0
  const toggle = (name: WordListName) => (word: string) => change(toggleWord(query, name, word))
  return (
    <div className={classes.panel}>
      <div className={classes.body}>
        <FilterCheck
          text="Free"
          count={counts.free}
          isChecked={query.free === true}
          toggle={() => change({ free: query.free ? undefined : true })}
        />
        <FilterCheck
          text={`Expires within ${expiringSoonDays} days`}
          count={counts.expiring}
          isChecked={query.expiring_days === expiringSoonDays}
          toggle={() =>
            change({ expiring_days: query.expiring_days === expiringSoonDays ? undefined : expiringSoonDays })
          }
        />
        {/* Those are in another catalogue, which is only counted once it is there. */}
        <FilterCheck
          text="Removed"
          count={null}
          isChecked={query.removed === true}
          toggle={() => change({ removed: query.removed ? undefined : true })}
        />
      </div>
      <FilterSection title="Author">
        <FilterValues
          noun="authors"
          values={counts.authors}
          selected={query.model_authors}
          toggle={toggle('model_authors')}
          atFirst={8}
          isSearchable
        />
      </FilterSection>
      <FilterSection title="Input">
        <FilterValues
          noun="inputs"
          values={counts.input_modalities}
          selected={query.input_modalities}
          toggle={toggle('input_modalities')}
          wordOf={modalityWord}
        />
      </FilterSection>
      <FilterSection title="Output">
        <FilterValues
          noun="outputs"
          values={counts.output_modalities}
          selected={query.output_modalities}
          toggle={toggle('output_modalities')}
          wordOf={modalityWord}
          atFirst={5}
        />
      </FilterSection>
      <FilterSection title="Parameters">
        <FilterValues
          noun="parameters"
          values={capabilitiesFirst(counts.supported_parameters)}
          selected={query.supported_parameters}
          toggle={toggle('supported_parameters')}
          wordOf={parameterWord}
          atFirst={capabilities.length}
        />
      </FilterSection>
      <FilterSection title="Context" note="Tokens, at least">
        <FilterSteps
          steps={contextSteps}
          textOf={tokensWord}
          counts={counts.contexts}
          chosen={query.context}
          choose={(context) => change({ context })}
        />
        <FilterField
          label="Exact minimum"
          name="Exact minimum context, in tokens"
          placeholder="Any"
          value={query.context}
          isNarrowed={isNarrowed}
          read={tokensField}
          apply={(context) => change({ context })}
        />
      </FilterSection>
      <FilterPrices query={query} isNarrowed={isNarrowed} counts={counts} change={change} />
      <FilterSection title="Added in the last">
        <FilterSteps
          steps={ageSteps}
          textOf={(days) => (days === 365 ? 'Year' : `${days} days`)}
          counts={counts.ages}
          chosen={query.min_age_days === undefined ? query.max_age_days : undefined}
          choose={(days) => change({ min_age_days: undefined, max_age_days: days })}
        />
      </FilterSection>
    </div>
  )
})

const capabilities = ['tools', 'structured_outputs', 'reasoning']

/** What people choose by stands first, whatever is left of it; then the rest by number. */
function capabilitiesFirst(values: readonly CountedValue[]): CountedValue[] {
  const first = capabilities.map((name) => values.find(({ value }) => value === name) ?? { value: name, count: 0 })
  return [...first, ...values.filter(({ value }) => !capabilities.includes(value))]
}
