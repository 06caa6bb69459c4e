import type { ListedChange } from '@modelkeep/catalog/contract/changes'

/** A price cut of 20 %, with overrides. */
export function aChange(seq: number, over: Partial<ListedChange> = {}): ListedChange {
  return {
    seq,
    observed_at: new Date(2026, 7, 22, 14, 5).toISOString(),
    model_id: 'openai/gpt-4o',
    name: 'OpenAI: GPT-4o',
    author: 'openai',
    kind: 'price_changed',
    field: 'pricing.prompt',
    before: '0.0000025',
    after: '0.000002',
    percent: -20,
    scheduled: false,
    flapping: null,
    removed_at: null,
    removed_seq: null,
    ...over,
  }
}
