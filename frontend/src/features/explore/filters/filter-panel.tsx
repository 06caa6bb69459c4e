import type { PageQuery } from '../../../shared/search/page-query.js'
import { memo, useMemo } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'
import { activeFilters } from './active-filters.js'
import { ageSteps, contextSteps, countFilters, expiringSoonDays, type FilterCounts } from './filter-counts.js'
import { FilterField } from './filter-field.js'
import { modalityLabel, parameterLabel, tokenCountLabel } from './filter-labels.js'
import classes from './filter-panel.module.css'
import { FilterSection } from './filter-section.js'
import { FilterSteps } from './filter-steps.js'
import { type CountedValue, FilterCheck, FilterValues } from './filter-values.js'
import { parseTokens } from './parse-field.js'
import { IntelligenceFilter } from './intelligence-filter.js'
import { PriceFilters } from './price-filters.js'
import { UnchangedFilter } from './unchanged-filter.js'
import { VariantFilters } from './variant-filters.js'
import { toggleWord, type WordListName } from './query-lists.js'

export interface FilterPanelProps {
  view: CatalogueView
  query: PageQuery
  /** Unix milliseconds. */
  now: number
  /** Ids of the starred models, if the list is limited to them. */
  favourites?: ReadonlySet<string> | undefined
  /** For how many whole days the prices of each model have been unchanged; undefined while unknown. */
  daysUnchanged: ReadonlyMap<string, number> | undefined
  change: ChangeQuery
}

interface SectionProps {
  query: PageQuery
  counts: FilterCounts
  change: ChangeQuery
}

/** Every filter, each with the number of models it would leave. */
export const FilterPanel = memo(function FilterPanel(props: FilterPanelProps) {
  const { view, query, now, favourites, daysUnchanged, change } = props
  const counts = useMemo(
    () => countFilters(view, query, { now, daysUnchanged, ...(favourites && { favourites }) }),
    [view, query, now, favourites, daysUnchanged],
  )
  const isNarrowed = activeFilters(query).length > 0
  const section = { query, counts, change }
  return (
    <div className={classes.panel}>
      <Checks {...section} />
      <ValueSections {...section} authorNames={view.authorNames} />
      <VariantFilters {...section} />
      <ContextSection {...section} isNarrowed={isNarrowed} />
      <PriceFilters {...section} isNarrowed={isNarrowed} />
      <UnchangedFilter {...section} isNarrowed={isNarrowed} />
      <IntelligenceFilter {...section} isNarrowed={isNarrowed} />
      <AgeSection {...section} />
    </div>
  )
})

function Checks({ query, counts, change }: SectionProps) {
  const isExpiring = query.expiring_days === expiringSoonDays
  return (
    <div className={classes.body}>
      <FilterCheck
        text="Free"
        count={counts.free}
        isChecked={query.free === true}
        toggle={() => change({ free: query.free ? undefined : true })}
      />
      <FilterCheck
        text="Open weights"
        count={counts.openWeights}
        isChecked={query.open_weights === true}
        toggle={() => change({ open_weights: query.open_weights ? undefined : true })}
      />
      <FilterCheck
        text={`Expires within ${expiringSoonDays} days`}
        count={counts.expiring}
        isChecked={isExpiring}
        toggle={() => change({ expiring_days: isExpiring ? undefined : expiringSoonDays })}
      />
      {/* Removed models are another catalogue, which is loaded only when it is chosen. */}
      <FilterCheck
        text="Removed"
        count={null}
        isChecked={query.removed === true}
        toggle={() => change({ removed: query.removed ? undefined : true, unchanged_days: undefined })}
      />
    </div>
  )
}

function ValueSections({ query, counts, change, authorNames }: SectionProps & Pick<CatalogueView, 'authorNames'>) {
  const choice = (name: WordListName) => ({
    selected: query[name],
    toggle: (word: string) => change(toggleWord(query, name, word)),
  })
  return (
    <>
      <FilterSection title="Author">
        <FilterValues
          {...choice('model_authors')}
          noun="authors"
          values={counts.authors}
          labelOf={(author) => authorNames.get(author) ?? author}
          initialCount={8}
          isSearchable
        />
      </FilterSection>
      <FilterSection title="Input">
        <FilterValues
          {...choice('input_modalities')}
          noun="inputs"
          values={counts.input_modalities}
          labelOf={modalityLabel}
        />
      </FilterSection>
      <FilterSection title="Output">
        <FilterValues
          {...choice('output_modalities')}
          noun="outputs"
          values={counts.output_modalities}
          labelOf={modalityLabel}
          initialCount={5}
        />
      </FilterSection>
      <FilterSection title="Parameters">
        <FilterValues
          {...choice('supported_parameters')}
          noun="parameters"
          values={capabilitiesFirst(counts.supported_parameters)}
          labelOf={parameterLabel}
          initialCount={capabilities.length}
        />
      </FilterSection>
    </>
  )
}

function ContextSection({ query, counts, change, isNarrowed }: SectionProps & { isNarrowed: boolean }) {
  const setContext = (context: number | undefined): void => change({ context })
  return (
    <FilterSection title="Context" note="Minimum tokens">
      <FilterSteps
        steps={contextSteps}
        labelOf={tokenCountLabel}
        counts={counts.contexts}
        chosen={query.context}
        choose={setContext}
      />
      <FilterField
        label="Exact minimum"
        name="Exact minimum context, in tokens"
        placeholder="Any"
        value={query.context}
        isNarrowed={isNarrowed}
        parse={parseTokens}
        apply={setContext}
      />
    </FilterSection>
  )
}

function AgeSection({ query, counts, change }: SectionProps) {
  return (
    <FilterSection title="Added in the last">
      <FilterSteps
        steps={ageSteps}
        labelOf={(days) => (days === 365 ? 'Year' : `${days} days`)}
        counts={counts.ages}
        chosen={query.min_age_days === undefined ? query.max_age_days : undefined}
        choose={(days) => change({ min_age_days: undefined, max_age_days: days })}
      />
    </FilterSection>
  )
}

const capabilities = ['tools', 'structured_outputs', 'reasoning']

/** The common choices first, even when no model is left for them; then the rest by number of models. */
function capabilitiesFirst(values: readonly CountedValue[]): CountedValue[] {
  const first = capabilities.map((name) => values.find(({ value }) => value === name) ?? { value: name, count: 0 })
  return [...first, ...values.filter(({ value }) => !capabilities.includes(value))]
}
