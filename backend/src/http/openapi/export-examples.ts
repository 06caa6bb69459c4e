/** Examples for the contract, like those in `examples.ts`. */
import { GENAI_PROVIDER, type GenaiModel } from '@modelkeep/catalog/export/genai-prices'
import type { LangfuseModel } from '@modelkeep/catalog/export/langfuse'

const genaiModel: GenaiModel = {
  id: 'openai/gpt-4o',
  match: { or: [{ equals: 'openai/gpt-4o' }, { equals: 'openai/gpt-4o:nitro' }] },
  prices: [
    { prices: { input_mtok: 2.5, output_mtok: 10 } },
    {
      constraint: { start_date: '2025-03-27' },
      prices: { input_mtok: 2.5, cache_read_mtok: 1.25, output_mtok: 10 },
    },
  ],
}

export const genaiPrices = [{ ...GENAI_PROVIDER, models: [genaiModel] }]

export const langfuseModels: LangfuseModel[] = [
  {
    modelName: 'openai/gpt-4o',
    matchPattern: '^openai/gpt-4o(?::(?:nitro|floor|online|exacto))?$',
    startDate: '2025-03-27T16:14:01.000Z',
    unit: 'TOKENS',
    pricingTiers: [
      {
        name: 'Standard',
        isDefault: true,
        priority: 0,
        conditions: [],
        prices: { input: 0.0000025, input_cached_tokens: 0.00000125, output: 0.00001 },
      },
    ],
  },
]
