import type { CostRow } from '@modelkeep/catalog/contract/cost'

/** A priced row, as the API returns it. */
export function costRow(patch: Partial<CostRow> = {}): CostRow {
  return {
    model: 'a/b',
    model_id: 'a/b',
    at: '2026-05-01T00:00:00.000Z',
    cost: '0.02',
    parts: [],
    price: {
      source: 'openrouter',
      from: '2026-02-03T08:00:00.000Z',
      to: null,
      observed_at: '2026-04-30T20:00:00.000Z',
      tier: null,
      window: null,
    },
    certainty: 'observed',
    shape: 'plain',
    notes: [],
    reported_cost: null,
    difference: null,
    error: null,
    ...patch,
  }
}
