// The shape of what `computeFacets` gives. Apart from it, so that a page can count without the schema.
import * as z from 'zod'
import { count, reason } from './fields.js'

const facetValueSchema = z
  .object({
    value: z.string().meta({ description: 'As the parameter takes it', example: 'openai' }),
    count: count.meta({ description: 'How many models the list would hold with it', example: 78 }),
  })
  .meta({ id: 'FacetValue' })

const OWN_IGNORED =
  'The selection under this very parameter does not count here, so that each count is what the value would add.'

const values = (what: string, parameter: string, note: string) =>
  z.array(facetValueSchema).meta({
    description: `${what}, for \`${parameter}\`; most models first, then by name. ${note} Values without a model are left out unless they are selected.`,
  })

const decimal = z.string().meta({ description: 'USD per million tokens: an exact decimal', example: '0.15' })
const priceRange = (what: string, parameters: string) =>
  z
    .object({ min: decimal, max: decimal })
    .nullable()
    .meta({
      description: `Lowest and highest known ${what} price, with ${parameters} left aside; null where none is known`,
      example: { min: '0', max: '75' },
    })

/** What `computeFacets` gives. */
export const facetsSchema = z
  .object({
    total: count.meta({ description: 'How many models match', example: 421 }),
    authors: values('Authors', 'model_authors', OWN_IGNORED),
    input_modalities: values(
      'What models take in',
      'input_modalities',
      'All selected are required, so each count is of the models that match and have it too.',
    ),
    output_modalities: values('What models give back', 'output_modalities', OWN_IGNORED),
    supported_parameters: values(
      'Request parameters',
      'supported_parameters',
      'All selected are required, so each count is of the models that match and have it too.',
    ),
    tokenizers: values('Families of tokenizers', 'arch', OWN_IGNORED),
    variants: z.array(facetValueSchema).meta({
      description: 'What follows `:` in the id (`free`, `batch`, `thinking`, …), among the models that match',
      example: [{ value: 'free', count: 18 }],
    }),
    free: count.meta({ description: 'How many of the matching models cost nothing, for `free=true`', example: 20 }),
    price: z.object({
      prompt: priceRange('prompt', '`min_price` and `max_price`'),
      completion: priceRange('completion', '`min_output_price` and `max_output_price`'),
    }),
    context: z
      .object({ min: count, max: count })
      .nullable()
      .meta({
        description:
          'Smallest and largest known context in tokens, with `context` left aside; null where none is known',
        example: { min: 4096, max: 2_000_000 },
      }),
  })
  .meta({ id: 'Facets' })

export type Facets = z.infer<typeof facetsSchema>
export type FacetValue = z.infer<typeof facetValueSchema>

export const facetsResponseSchema = z.object({ data: facetsSchema, reason }).meta({ id: 'FacetsAnswer' })
