import * as z from 'zod'

const usd = z.number().nonnegative()

const tieredPriceSchema = z
  .object({
    base: usd.meta({ description: 'The price up to the first tier', example: 3 }),
    tiers: z
      .array(
        z.object({
          start: z.int().nonnegative().meta({ description: 'The prompt has more tokens than this', example: 200_000 }),
          price: usd.meta({ description: 'The price of all units of the call', example: 6 }),
        }),
      )
      .meta({ description: 'By rising bounds' }),
  })
  .meta({ id: 'GenaiTieredPrice' })

const genaiModelPriceSchema = z.record(z.string(), z.union([usd, tieredPriceSchema])).meta({
  id: 'GenaiModelPrice',
  description:
    'USD per million tokens (`_mtok`) or per thousand of another unit (`_kcount`). A part without a price is billed as what it is a kind of.',
  example: { input_mtok: 2.5, cache_read_mtok: 1.25, output_mtok: 10 },
})

const genaiModelSchema = z
  .looseObject({
    id: z.string().meta({ description: 'The model id', example: 'openai/gpt-4o' }),
    match: z.looseObject({}).meta({
      description:
        'The names that stand for the model: its id, also with a routing suffix; of an alias also without `~`',
      example: { equals: 'openai/gpt-4o' },
    }),
    price_comments: z.string().optional().meta({
      description: 'Present if any of the prices is an own one',
      example: 'Has own prices (source: overlay) from 2026-07-01 on; the others are published prices.',
    }),
    prices: z
      .union([
        genaiModelPriceSchema,
        z.array(
          z.object({
            constraint: z
              .object({
                start_date: z.iso.date().meta({ description: 'From 00:00 UTC of this day on', example: '2025-03-27' }),
              })
              .optional()
              .meta({ description: 'Absent for the first price' }),
            prices: genaiModelPriceSchema,
          }),
        ),
      ])
      .meta({
        description: 'One price, or several in the order of time: the last one that has started applies',
        example: { input_mtok: 2.5, output_mtok: 10 },
      }),
  })
  .meta({ id: 'GenaiModel' })

/** The parts of the format that the program writes; its own schema is pydantic's. */
export const genaiPricesSchema = z
  .array(
    z
      .looseObject({
        id: z.string().meta({ description: 'The provider', example: 'openrouter' }),
        name: z.string().meta({ description: 'Its name', example: 'OpenRouter' }),
        api_pattern: z.string().meta({
          description: 'Matches the addresses of its API',
          example: String.raw`https://(api\.)?openrouter\.ai`,
        }),
        models: z.array(genaiModelSchema).meta({ description: 'Every model that was ever listed, sorted by id' }),
      })
      .meta({ id: 'GenaiProvider' }),
  )
  .meta({ id: 'GenaiPrices', description: '`openrouter`, and with private models also `overlay`' })

const langfuseTierSchema = z
  .object({
    name: z.string().meta({ description: 'What the tier is for', example: 'Standard' }),
    isDefault: z.boolean().meta({ description: 'Applies if no other tier does', example: true }),
    priority: z.int().nonnegative().meta({ description: 'Tiers are tried by rising priority', example: 0 }),
    conditions: z
      .array(
        z.object({
          usageDetailPattern: z.string().meta({ description: 'Keys of usage, which are added up', example: 'input' }),
          operator: z.literal('gt').meta({ description: 'Above', example: 'gt' }),
          value: z.int().nonnegative().meta({ description: 'Tokens', example: 200_000 }),
          caseSensitive: z.boolean().meta({ description: 'Of the pattern', example: false }),
        }),
      )
      .meta({ description: 'All must hold' }),
    prices: z.record(z.string(), usd).meta({
      description: 'USD per token, by the key of the usage',
      example: { input: 0.0000025, input_cached_tokens: 0.00000125, output: 0.00001 },
    }),
  })
  .meta({ id: 'LangfuseTier' })

/** The bodies of Langfuse's `POST /api/public/models`. */
export const langfuseModelsSchema = z
  .array(
    z
      .object({
        modelName: z.string().meta({ description: 'The model id', example: 'openai/gpt-4o' }),
        matchPattern: z.string().meta({
          description: 'A regular expression for the names that stand for the model',
          example: '^openai/gpt-4o(?::(?:nitro|floor|online|exacto))?$',
        }),
        startDate: z.iso.datetime().nullable().meta({
          description: 'Applies from then on, until the next definition of the model; null: before that, too',
          example: '2025-03-27T16:14:01.000Z',
        }),
        unit: z.literal('TOKENS').meta({ description: 'What is counted', example: 'TOKENS' }),
        pricingTiers: z.array(langfuseTierSchema).meta({ description: 'The default tier first' }),
      })
      .meta({ id: 'LangfuseModel' }),
  )
  .meta({ id: 'LangfuseModels', description: 'Sorted by id, then by start' })
