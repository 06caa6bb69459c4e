// Kept apart from `computeFacets` so that the page can count without loading the schema.
import * as z from 'zod'
import { count, reason } from './fields.js'

const facetValueSchema = z
  .object({
    value: z.string().meta({ description: 'Value to pass to the parameter', example: 'openai' }),
    count: count.meta({ description: 'Number of models in the list with this value selected', example: 78 }),
  })
  .meta({ id: 'FacetValue' })

const IGNORES_OWN_SELECTION = 'Counts ignore the current selection of this parameter.'

const values = (what: string, parameter: string, note: string) =>
  z.array(facetValueSchema).meta({
    description: `${what}, for \`${parameter}\`; highest count first, then by name. ${note} Values without models are omitted unless selected.`,
  })

const decimal = z.string().meta({ description: 'Exact decimal in USD per million tokens', example: '0.15' })
const priceRange = (what: string, parameters: string) =>
  z
    .object({ min: decimal, max: decimal })
    .nullable()
    .meta({
      description: `Lowest and highest known ${what} price, ignoring ${parameters}; null if none is known`,
      example: { min: '0', max: '75' },
    })

export const facetsSchema = z
  .object({
    total: count.meta({ description: 'Number of matching models', example: 421 }),
    authors: values('Authors', 'model_authors', IGNORES_OWN_SELECTION),
    input_modalities: values(
      'Input modalities',
      'input_modalities',
      'All selected values are required, so each count covers the matching models that also have this value.',
    ),
    output_modalities: values('Output modalities', 'output_modalities', IGNORES_OWN_SELECTION),
    supported_parameters: values(
      'Request parameters',
      'supported_parameters',
      'All selected values are required, so each count covers the matching models that also have this value.',
    ),
    tokenizers: values('Tokenizer families', 'arch', IGNORES_OWN_SELECTION),
    variants: z.array(facetValueSchema).meta({
      description: 'Suffixes after `:` in the ids of matching models (`free`, `batch`, `thinking`, …)',
      example: [{ value: 'free', count: 18 }],
    }),
    free: count.meta({ description: 'Number of matching models that are free, for `free=true`', example: 20 }),
    price: z.object({
      prompt: priceRange('prompt', '`min_price` and `max_price`'),
      completion: priceRange('completion', '`min_output_price` and `max_output_price`'),
    }),
    context: z
      .object({ min: count, max: count })
      .nullable()
      .meta({
        description: 'Smallest and largest known context in tokens, ignoring `context`; null if none is known',
        example: { min: 4096, max: 2_000_000 },
      }),
  })
  .meta({ id: 'Facets' })

export type Facets = z.infer<typeof facetsSchema>
export type FacetValue = z.infer<typeof facetValueSchema>

export const facetsResponseSchema = z.object({ data: facetsSchema, reason }).meta({ id: 'FacetsAnswer' })
