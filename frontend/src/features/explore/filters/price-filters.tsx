import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import type { FilterCounts } from './filter-counts.js'
import { FilterField } from './filter-field.js'
import { boundField } from './parse-field.js'
import classes from './filter-panel.module.css'
import { FilterSection } from './filter-section.js'
import type { Change } from '../use-search-text.js'

const sides = [
  { title: 'Input price', unit: 'USD per million input tokens', key: 'prompt', min: 'min_price', max: 'max_price' },
  {
    title: 'Output price',
    unit: 'USD per million output tokens',
    key: 'completion',
    min: 'min_output_price',
    max: 'max_output_price',
  },
] as const

/** Prices as the API compares them: exactly, and never where a price is unknown or dynamic. */
export function FilterPrices({
  query,
  isNarrowed,
  counts,
  change,
}: {
  query: ListQuery
  isNarrowed: boolean
  counts: FilterCounts
  change: Change
}) {
  return sides.map(({ title, unit, key, min, max }) => (
    <FilterSection key={key} title={title} note={unit}>
      <div className={classes.range}>
        <FilterField
          label="Lowest"
          name={`Lowest price, ${unit}`}
          placeholder={hint('from', counts.price[key]?.min)}
          value={query[min]}
          isNarrowed={isNarrowed}
          read={(text) => boundField(text, 'min', query[max])}
          apply={(value) => change({ [min]: value })}
        />
        <FilterField
          label="Highest"
          name={`Highest price, ${unit}`}
          placeholder={hint('to', counts.price[key]?.max)}
          value={query[max]}
          isNarrowed={isNarrowed}
          read={(text) => boundField(text, 'max', query[min])}
          apply={(value) => change({ [max]: value })}
        />
      </div>
    </FilterSection>
  ))
}

/** What there is, so that a bound that changes nothing is not tried. */
function hint(word: string, bound: string | undefined): string | undefined {
  return bound === undefined ? undefined : `${word} ${bound}`
}
