import * as z from 'zod'
import { PART_KINDS } from '../cost/parts.js'
import { CERTAINTIES } from '../cost/price-timeline.js'
import { MAX_NAME } from '../cost/read-cost-request.js'
import { USAGE_SHAPE_NAMES, USAGE_SHAPES } from '../cost/usage-shapes.js'
import { count, observedTime } from './fields.js'

const usd = (description: string, example = '0.0123') =>
  z.string().meta({ description: `${description} Exact decimal, in USD.`, example })

const shapeTitles = USAGE_SHAPE_NAMES.map((name) => `\`${name}\`: ${USAGE_SHAPES[name].title}`).join('; ')

export const usageShapeSchema = z.enum(USAGE_SHAPE_NAMES).meta({
  description: `The shape of the usage. ${shapeTitles}. Detected if absent; a usage that could have two meanings is an error.`,
  example: 'openai-chat',
})

/** What is parsed by hand in `read-cost-request.ts`, so that a bad row fails alone. */
export const costRequestSchema = z
  .strictObject({
    id: z
      .union([z.string().max(MAX_NAME), z.number()])
      .optional()
      .meta({ description: 'Returned with the result', example: 'call-1' }),
    model: z.string().max(MAX_NAME).meta({
      description:
        'A model id, also of a removed model; an alias with or without `~`; a canonical slug, also a former one; each also with a routing suffix such as `:nitro`',
      example: 'anthropic/claude-sonnet-4.5',
    }),
    at: z.union([z.string(), z.number()]).optional().meta({
      description:
        'When the call was made: RFC 3339 with a time zone, a date (midnight UTC), or Unix seconds or milliseconds. Absent: now.',
      example: '2026-05-01T12:00:00Z',
    }),
    usage: z.looseObject({}).meta({
      description: 'The usage object as the API returned it, or plain names',
      example: { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
    }),
    shape: usageShapeSchema.optional(),
  })
  .meta({ id: 'CostRequest', description: 'One call to price' })

const costPartSchema = z
  .object({
    kind: z.enum(PART_KINDS).meta({ description: 'What is billed', example: 'cached_input' }),
    quantity: count.meta({ description: 'Tokens, images, requests or searches', example: 1920 }),
    price_key: z.string().meta({
      description: 'The key of `pricing` that was applied; `prompt` for cached input without a price of its own',
      example: 'input_cache_read',
    }),
    unit_price: usd('Price of one.', '0.0000003'),
    amount: usd('`quantity` times `unit_price`.', '0.000576'),
  })
  .meta({ id: 'CostPart' })
export type CostPartJson = z.infer<typeof costPartSchema>

const appliedPriceSchema = z
  .object({
    source: z.enum(['openrouter', 'overlay']).meta({
      description: '`openrouter`: a published price. `overlay`: an own price, from OVERLAY_FILE.',
      example: 'openrouter',
    }),
    from: observedTime(
      'Since when the model has had these prices; null if history is not available, or if an own price has no start.',
    ).nullable(),
    to: observedTime('Until when; null if it still has them.').nullable().meta({ example: null }),
    observed_at: observedTime(
      'When this state of the prices was first observed, the newest before the call; null for an own price.',
    ).nullable(),
    tier: z
      .object({ min_prompt_tokens: z.number().meta({ example: 200_000 }) })
      .nullable()
      .meta({ description: 'The price tier: the prompt has more tokens than this. null: the base price.' }),
    window: z
      .object({
        utc_start: z.number().optional().meta({ description: 'HHMM', example: 100 }),
        utc_end: z.number().optional().meta({ description: 'HHMM', example: 400 }),
        utc_days: z.array(z.string()).optional(),
      })
      .nullable()
      .meta({ description: 'The time window; null if the prices do not depend on the time of day.' }),
  })
  .meta({ id: 'AppliedPrice' })
export type AppliedPriceJson = z.infer<typeof appliedPriceSchema>

export const COST_ERRORS = [
  'invalid_row',
  'invalid_time',
  'invalid_usage',
  'ambiguous_usage',
  'unknown_model',
  'unknown_price',
  'dynamic_price',
  'not_billed_by_token',
  'history_unavailable',
] as const
export type CostErrorCode = (typeof COST_ERRORS)[number]

export const costRowSchema = z
  .object({
    id: z.union([z.string(), z.number()]).optional().meta({ description: 'As given', example: 'call-1' }),
    model: z.string().nullable().meta({ description: 'As given', example: 'anthropic/claude-sonnet-4.5' }),
    model_id: z
      .string()
      .nullable()
      .meta({ description: 'The id that the name stands for; null if none', example: 'anthropic/claude-sonnet-4.5' }),
    at: observedTime('The time that was priced.').nullable(),
    cost: usd(
      'Cost of the call; null if it is not known, with the reason in `error`. Never zero for unknown.',
    ).nullable(),
    parts: z.array(costPartSchema),
    price: appliedPriceSchema.nullable(),
    certainty: z.enum([...CERTAINTIES, 'unknown']).meta({
      description:
        '`observed`: the prices of that time. `before_history`: the first known prices. `after_removal`: the last known prices. `unknown`: no price is known.',
      example: 'observed',
    }),
    shape: usageShapeSchema.nullable(),
    notes: z.array(z.string()).meta({
      description: 'Assumptions, in whole sentences',
      example: ['No price for cached input tokens is published: billed at the price of `prompt`.'],
    }),
    reported_cost: usd('`cost` in the usage: what the provider says.').nullable().meta({ example: null }),
    difference: usd('`cost` minus `reported_cost`.').nullable().meta({ example: null }),
    error: z
      .object({ code: z.enum(COST_ERRORS), message: z.string() })
      .nullable()
      .meta({ description: 'Why the cost is not known', example: null }),
  })
  .meta({ id: 'CostRow' })
export type CostRow = z.infer<typeof costRowSchema>

const sums = {
  rows: count.meta({ description: 'All rows', example: 2 }),
  unpriced: count.meta({ description: 'Rows without a cost', example: 0 }),
  cost: usd('The sum of the rows that have a cost.', '0.0246'),
}

export const costTotalsSchema = z
  .object({
    ...sums,
    by_model: z.array(z.object({ model_id: z.string().meta({ example: 'openai/gpt-4o' }), ...sums })),
    by_day: z.array(z.object({ day: z.iso.date().meta({ description: 'In UTC', example: '2026-05-01' }), ...sums })),
  })
  .meta({
    id: 'CostTotals',
    description:
      'Sums, equal to those of the rows to the last digit. A row without a model or time is only counted overall.',
  })
export type CostTotals = z.infer<typeof costTotalsSchema>

export const oneCostSchema = z.object({ data: costRowSchema }).meta({ id: 'OneCost' })
export const costListSchema = z
  .object({ data: z.array(costRowSchema), totals: costTotalsSchema })
  .meta({ id: 'CostList' })
