// Facets: the values by which a list can be narrowed, each with the number of models it would leave.
import { type Bits, countBits, countShared } from './bit-set.js'
import { perMillionText } from '../price/integer-price.js'
import type { Facets, FacetValue } from '../contract/facets.js'
import { extremes } from './columns.js'
import { countWithin, type Dimension } from './dimensions.js'
import { matchingBits, type QueryOptions, searchFor } from './filter.js'
import type { QueryIndex } from './query-index.js'
import type { ListQuery } from './list-query.js'

/**
 * Counts the models that match the query, ignoring its order and page. A facet whose values are alternatives (any of, or a range)
 * ignores its own selection; otherwise it would only show selected values. A facet whose values are all required does not.
 */
export function computeFacets(index: QueryIndex, query: ListQuery, options: QueryOptions): Facets {
  const found = searchFor(query, options)
  const all = matchingBits(index, query, options, found)
  const without = (...names: (keyof ListQuery)[]): Bits =>
    names.every((name) => query[name] === undefined) ? all : matchingBits(index, omit(query, names), options, found)
  const { dimensions, columns } = index
  return {
    total: countBits(all),
    authors: countValues(dimensions.authors, without('model_authors'), query.model_authors),
    input_modalities: countValues(dimensions.inputModalities, all, query.input_modalities),
    output_modalities: countValues(dimensions.outputModalities, without('output_modalities'), query.output_modalities),
    supported_parameters: countValues(dimensions.parameters, all, query.supported_parameters),
    tokenizers: countValues(dimensions.tokenizers, without('arch'), query.arch),
    variants: countValues(dimensions.variants, all),
    free: countShared(all, index.free),
    price: {
      prompt: toDollars(extremes(without('min_price', 'max_price'), columns.prompt)),
      completion: toDollars(extremes(without('min_output_price', 'max_output_price'), columns.completion)),
    },
    context: extremes(without('context'), columns.context) ?? null,
  }
}

function omit(query: ListQuery, names: readonly (keyof ListQuery)[]): ListQuery {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name as keyof ListQuery)))
}

/** Selected values are listed even with a count of 0, so that the selection can be undone. */
function countValues({ postings }: Dimension, bits: Bits, selected: readonly string[] = []): FacetValue[] {
  const known = [...postings].map(([key, posting]) => ({
    key,
    value: posting.value,
    count: countWithin(bits, posting),
  }))
  const unknown = selected.filter((key) => !postings.has(key)).map((key) => ({ key, value: key, count: 0 }))
  return [...known, ...unknown]
    .filter((facet) => facet.count > 0 || selected.includes(facet.key))
    .toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .map((facet) => ({ value: facet.value, count: facet.count }))
}

function toDollars(range: { min: bigint; max: bigint } | undefined): { min: string; max: string } | null {
  return range === undefined ? null : { min: perMillionText(range.min), max: perMillionText(range.max) }
}
