// The values by which a list can be narrowed, each with how many models it would leave. What a filter rail shows.
import { z } from 'zod'
import { type Bits, countBits, countShared } from './bits.js'
import { perMillionText } from './decimal-units.js'
import { extremes } from './query-columns.js'
import { countWithin, type Dimension } from './query-dimensions.js'
import { matchingBits, type QueryOptions, searchFor } from './query-filter.js'
import type { QueryIndex } from './query-index.js'
import type { ListQuery } from './query.js'

const count = z.int().min(0)

const facetValueSchema = z
  .object({
    value: z.string().meta({ description: 'As the parameter takes it', example: 'openai' }),
    count: count.meta({ description: 'How many models the list would hold with it', example: 78 }),
  })
  .meta({ id: 'FacetValue' })

const OWN_IGNORED = 'The selection under this very parameter does not count here, so that each count is what the value would add.'

const values = (what: string, parameter: string, note: string) =>
  z.array(facetValueSchema).meta({
    description: `${what}, for \`${parameter}\`; most models first, then by name. ${note} Values without a model are left out unless they are selected.`,
  })

const decimal = z.string().meta({ description: 'USD per million tokens: an exact decimal', example: '0.15' })
const priceRange = (what: string, parameters: string) =>
  z
    .object({ min: decimal, max: decimal })
    .nullable()
    .meta({ description: `Lowest and highest known ${what} price, with ${parameters} left aside; null where none is known`, example: { min: '0', max: '75' } })

/** What `computeFacets` gives. */
export const facetsSchema = z
  .object({
    total: count.meta({ description: 'How many models match', example: 421 }),
    authors: values('Authors', 'model_authors', OWN_IGNORED),
    input_modalities: values('What models take in', 'input_modalities', 'All selected are required, so each count is of the models that match and have it too.'),
    output_modalities: values('What models give back', 'output_modalities', OWN_IGNORED),
    supported_parameters: values('Request parameters', 'supported_parameters', 'All selected are required, so each count is of the models that match and have it too.'),
    tokenizers: values('Families of tokenizers', 'arch', OWN_IGNORED),
    variants: z.array(facetValueSchema).meta({ description: 'What follows `:` in the id (`free`, `batch`, `thinking`, …), among the models that match', example: [{ value: 'free', count: 18 }] }),
    free: count.meta({ description: 'How many of the matching models cost nothing, for `free=true`', example: 20 }),
    price: z.object({
      prompt: priceRange('prompt', '`min_price` and `max_price`'),
      completion: priceRange('completion', '`min_output_price` and `max_output_price`'),
    }),
    context: z
      .object({ min: count, max: count })
      .nullable()
      .meta({ description: 'Smallest and largest known context in tokens, with `context` left aside; null where none is known', example: { min: 4096, max: 2_000_000 } }),
  })
  .meta({ id: 'Facets' })

export type Facets = z.infer<typeof facetsSchema>
type FacetValue = z.infer<typeof facetValueSchema>

/**
 * Counts under the filter of the query; its order and pages make no difference. Where values are alternatives (any of, or a range) a
 * facet passes over its own selection: else it would only ever show what is selected. Where all of them are required it does not.
 */
export function computeFacets(index: QueryIndex, query: ListQuery, options: QueryOptions): Facets {
  const found = searchFor(query, options)
  const all = matchingBits(index, query, options.now, found)
  const without = (...names: (keyof ListQuery)[]): Bits =>
    names.every((name) => query[name] === undefined) ? all : matchingBits(index, omit(query, names), options.now, found)
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
      prompt: inDollars(extremes(without('min_price', 'max_price'), columns.prompt)),
      completion: inDollars(extremes(without('min_output_price', 'max_output_price'), columns.completion)),
    },
    context: extremes(without('context'), columns.context) ?? null,
  }
}

function omit(query: ListQuery, names: readonly (keyof ListQuery)[]): ListQuery {
  return Object.fromEntries(Object.entries(query).filter(([name]) => !names.includes(name as keyof ListQuery)))
}

/** `selected` are shown even where nothing is left of them, so that they can be taken back. */
function countValues({ postings }: Dimension, bits: Bits, selected: readonly string[] = []): FacetValue[] {
  const known = [...postings].map(([key, posting]) => ({ key, value: posting.value, count: countWithin(bits, posting) }))
  const unknown = selected.filter((key) => !postings.has(key)).map((key) => ({ key, value: key, count: 0 }))
  return [...known, ...unknown]
    .filter((facet) => facet.count > 0 || selected.includes(facet.key))
    .toSorted((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1))
    .map((facet) => ({ value: facet.value, count: facet.count }))
}

function inDollars(range: { min: bigint; max: bigint } | undefined): { min: string; max: string } | null {
  return range === undefined ? null : { min: perMillionText(range.min), max: perMillionText(range.max) }
}
