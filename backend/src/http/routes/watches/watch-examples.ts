import type { Delivery, Watch } from '@modelkeep/catalog/contract/watches'
import * as z from 'zod'

export const newWatch = {
  name: 'OpenAI prices',
  filter: { kind: ['price_changed'], author: ['openai'] },
  grouping: 'each',
  destination: { type: 'webhook', url: 'https://hooks.example.com/modelkeep' },
} as const

export const watch: Watch = {
  id: 3,
  name: 'OpenAI prices',
  filter: { kind: ['price_changed'], author: ['openai'] },
  milestones: [],
  grouping: 'each',
  destination: { type: 'webhook', target: 'https://hooks.example.com' },
  state: 'active',
  state_reason: null,
  failures: 0,
  source: 'api',
  pending: 0,
  last_delivered_at: null,
  created_at: '2026-08-22T14:05:00.000Z',
}

export const delivery: Delivery = {
  id: '5b1f5f0e-9a53-4f0c-8f55-1f6b8f1f2c1d',
  text: 'OpenAI: GPT-4o: price of input tokens fell 20 %: $2.50 → $2.00 per million',
  items: 1,
  created_at: '2026-08-22T14:05:00.000Z',
  state: 'delivered',
  attempts: [
    { attempt: 1, at: '2026-08-22T14:05:01.000Z', outcome: 'delivered', status: 204, latency_ms: 84, detail: '' },
  ],
  next_attempt_at: null,
}

/** The path parameter of a watch. */
export const watchParams = z.object({
  id: z.int().min(1).meta({
    description: 'The id of a watch, from `GET /api/watches`. Not a whole number: 400; no such watch: 404.',
    example: 3,
  }),
})
