/** Examples for the contract, like those in `examples.ts`. */
import type { CostRow, CostTotals } from '@modelkeep/catalog/contract/cost'

export const costRequest = {
  id: 'call-1',
  model: 'openai/gpt-4o',
  at: '2026-08-22T14:00:00Z',
  usage: { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
}

export const costRow: CostRow = {
  id: 'call-1',
  model: 'openai/gpt-4o',
  model_id: 'openai/gpt-4o',
  at: '2026-08-22T14:00:00.000Z',
  cost: '0.005615',
  parts: [
    { kind: 'input', quantity: 86, price_key: 'prompt', unit_price: '0.0000025', amount: '0.000215' },
    { kind: 'cached_input', quantity: 1920, price_key: 'input_cache_read', unit_price: '0.00000125', amount: '0.0024' },
    { kind: 'output', quantity: 300, price_key: 'completion', unit_price: '0.00001', amount: '0.003' },
  ],
  price: {
    source: 'openrouter',
    from: '2025-03-27T16:14:01.000Z',
    to: null,
    observed_at: '2026-08-22T13:41:00.000Z',
    tier: null,
    window: null,
  },
  certainty: 'observed',
  shape: 'openai-chat',
  notes: [],
  reported_cost: null,
  difference: null,
  error: null,
}

export const costTotals: CostTotals = {
  rows: 1,
  unpriced: 0,
  cost: '0.005615',
  by_model: [{ model_id: 'openai/gpt-4o', rows: 1, unpriced: 0, cost: '0.005615' }],
  by_day: [{ day: '2026-08-22', rows: 1, unpriced: 0, cost: '0.005615' }],
}
