import type { PageQuery } from '../../../shared/search/page-query.js'
import type { FilterCounts } from './filter-counts.js'
import { FilterField } from './filter-field.js'
import { parseBound } from './parse-field.js'
import classes from './filter-panel.module.css'
import { FilterSection } from './filter-section.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'

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

/** Price ranges. Models with an unknown or dynamic price never match one. */
export function PriceFilters({
  query,
  isNarrowed,
  counts,
  change,
}: {
  query: PageQuery
  isNarrowed: boolean
  counts: FilterCounts
  change: ChangeQuery
}) {
  return sides.map(({ title, unit, key, min, max }) => (
    <FilterSection key={key} title={title} note={unit}>
      <div className={classes.range}>
        <FilterField
          label="Min"
          name={`Minimum price, ${unit}`}
          placeholder={hint('from', counts.price[key]?.min)}
          value={query[min]}
          isNarrowed={isNarrowed}
          parse={(text) => parseBound(text, 'min', query[max])}
          apply={(value) => change({ [min]: value })}
        />
        <FilterField
          label="Max"
          name={`Maximum price, ${unit}`}
          placeholder={hint('to', counts.price[key]?.max)}
          value={query[max]}
          isNarrowed={isNarrowed}
          parse={(text) => parseBound(text, 'max', query[min])}
          apply={(value) => change({ [max]: value })}
        />
      </div>
    </FilterSection>
  ))
}

/** A placeholder with the lowest or highest price in the list. */
function hint(word: string, bound: string | undefined): string | undefined {
  return bound === undefined ? undefined : `${word} ${bound}`
}
