// The sort orders of the list. Missing values come last in both directions; ties keep the upstream order.
import type { Column, QueryColumns } from './columns.js'

interface Sort {
  column: keyof QueryColumns
  descending: boolean
  /** Description for the API contract. */
  by: string
}

/** The names are OpenRouter's. */
export const SORTS = {
  newest: { column: 'created', descending: true, by: 'date added to OpenRouter, newest first' },
  'pricing-low-to-high': {
    column: 'priceSum',
    descending: false,
    by: 'mean of prompt and completion price, cheapest first',
  },
  'pricing-high-to-low': {
    column: 'priceSum',
    descending: true,
    by: 'mean of prompt and completion price, most expensive first',
  },
  'context-high-to-low': { column: 'context', descending: true, by: 'context, largest first' },
  'intelligence-high-to-low': {
    column: 'intelligence',
    descending: true,
    by: 'Artificial Analysis Intelligence Index, best first',
  },
  'coding-high-to-low': { column: 'coding', descending: true, by: 'Artificial Analysis Coding Index, best first' },
  'agentic-high-to-low': { column: 'agentic', descending: true, by: 'Artificial Analysis Agentic Index, best first' },
  'design-arena-elo-high-to-low': {
    column: 'elo',
    descending: true,
    by: 'best Design Arena Elo rating across arenas, best first',
  },
} as const satisfies Record<string, Sort>

export type SortName = keyof typeof SORTS
export const SORT_NAMES = Object.keys(SORTS) as SortName[]

/** Positions in sorted order, by a stable counting sort over ranks. */
export function orderBy(column: Column, descending: boolean): Uint32Array {
  const slots = slotsOf(column, descending)
  const next = new Uint32Array(column.distinct + 2)
  for (const slot of slots) next[slot + 1] = (next[slot + 1] ?? 0) + 1
  for (let slot = 1; slot < next.length; slot += 1) next[slot] = (next[slot] ?? 0) + (next[slot - 1] ?? 0)
  const order = new Uint32Array(slots.length)
  for (let position = 0; position < slots.length; position += 1) {
    const slot = slots[position] ?? 0
    const at = next[slot] ?? 0
    order[at] = position
    next[slot] = at + 1
  }
  return order
}

/** The slot of each model: its rank in sort order, and the last slot for missing values. */
function slotsOf({ ranks, distinct }: Column, descending: boolean): Uint32Array {
  const slots = new Uint32Array(ranks.length)
  for (let position = 0; position < ranks.length; position += 1) {
    const rank = ranks[position] ?? -1
    slots[position] = rank < 0 ? distinct : descending ? distinct - 1 - rank : rank
  }
  return slots
}
