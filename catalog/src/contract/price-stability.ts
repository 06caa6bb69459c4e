import * as z from 'zod'
import { count, modelId, observedTime } from './fields.js'

/** The periods that end at `as_of`, in days. */
const DAYS = [30, 90, 365] as const

const price = z.string().nullable()

const periodSchema = z
  .object({
    days: z.literal(DAYS).meta({ description: 'Length of the period, which ends at `as_of`', example: 30 }),
    changes: count.meta({ description: 'Number of times the price changed', example: 2 }),
    lowest: price.meta({
      description: 'Lowest price in USD per token, a decimal string; null if no price was known',
      example: '0.00000003',
    }),
    highest: price.meta({ description: 'Highest price; null if no price was known', example: '0.0000001' }),
    percent: z.number().nullable().meta({
      description:
        'Price at `as_of` compared with the beginning of the period, in percent, rounded to two decimals; negative if it fell. null if either price is unknown, or the price rose from zero.',
      example: -20,
    }),
  })
  .meta({ id: 'PricePeriod' })

const pointSchema = z.object({ from: observedTime('Start, inclusive.'), value: price }).meta({ id: 'PricePoint' })

const tokenPriceSchema = z
  .object({
    changed_at: observedTime('When the price last changed.')
      .nullable()
      .meta({ description: 'When the price last changed; null if it never did', example: null }),
    periods: z.array(periodSchema).meta({ description: 'The last 30, 90 and 365 days' }),
    series: z.array(pointSchema).meta({
      description:
        'The price as a step function over the last 365 days, oldest first: at most the 32 latest steps. null while the price is unknown.',
      example: [
        { from: '2025-08-22T14:05:00.000Z', value: '0.0000025' },
        { from: '2026-08-22T14:05:00.000Z', value: '0.000002' },
      ],
    }),
  })
  .meta({ id: 'TokenPriceStability' })
export type TokenPriceStability = z.infer<typeof tokenPriceSchema>
export type PricePeriod = TokenPriceStability['periods'][number]
export type PricePoint = TokenPriceStability['series'][number]

const changesSchema = z
  .object({ days: z.literal(DAYS).meta({ example: 365 }), count: count.meta({ example: 7 }) })
  .meta({ id: 'PriceChangeCount' })

export const priceStabilitySchema = z
  .object({
    id: modelId,
    first_observed: observedTime('When the model was first observed.'),
    unchanged_since: observedTime('Since when neither price has changed.').nullable().meta({
      description:
        'Since when neither the prompt nor the completion price has changed; at the earliest when both were first known. null if either is unknown now.',
    }),
    changed_at: observedTime('When either price last changed.')
      .nullable()
      .meta({ description: 'When either price last changed; null if neither ever did', example: null }),
    changes: z.array(changesSchema).meta({
      description: 'In the last 30, 90 and 365 days: how often prices changed. Both prices at one time are one change.',
    }),
    prompt: tokenPriceSchema,
    completion: tokenPriceSchema,
  })
  .meta({ id: 'PriceStability' })
export type PriceStability = z.infer<typeof priceStabilitySchema>

export const priceStabilityResponseSchema = z
  .object({
    data: z.array(priceStabilitySchema).meta({ description: 'The models of the catalogue that have a history' }),
    as_of: observedTime('The end of all periods.').nullable().meta({
      description:
        'The end of all periods: the requested time, or when the catalogue was last confirmed. null if there was no catalogue yet',
    }),
    missing_ids: z
      .array(z.string())
      .optional()
      .meta({
        description: 'Only with `ids`: requested ids that are not in the catalogue, or have no history',
        example: ['openai/gpt-0'],
      }),
  })
  .meta({ id: 'PriceStabilityList' })
export type PriceStabilityDocument = z.infer<typeof priceStabilityResponseSchema>
