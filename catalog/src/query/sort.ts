// The sort orders of the list. Missing values come last in both directions; ties keep the upstream order.
import type { Column, QueryColumns } from './columns.js'

interface Sort {
  column: keyof QueryColumns
  descending: boolean
  /** Description for the API contract. */
  by: string
}

/** The names are OpenRouter's. */
const OPENROUTER_SORTS = {
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

/** Our own names, in OpenRouter's style: other columns, and the directions that OpenRouter lacks. */
const OWN_SORTS = {
  oldest: { column: 'created', descending: false, by: 'date added to OpenRouter, oldest first' },
  'input-price-low-to-high': { column: 'prompt', descending: false, by: 'prompt price, cheapest first' },
  'input-price-high-to-low': { column: 'prompt', descending: true, by: 'prompt price, most expensive first' },
  'output-price-low-to-high': { column: 'completion', descending: false, by: 'completion price, cheapest first' },
  'output-price-high-to-low': { column: 'completion', descending: true, by: 'completion price, most expensive first' },
  'cached-price-low-to-high': { column: 'cached', descending: false, by: 'price of cached input, cheapest first' },
  'cached-price-high-to-low': {
    column: 'cached',
    descending: true,
    by: 'price of cached input, most expensive first',
  },
  'context-low-to-high': { column: 'context', descending: false, by: 'context, smallest first' },
  'max-output-high-to-low': { column: 'maxOutput', descending: true, by: 'maximum output, largest first' },
  'max-output-low-to-high': { column: 'maxOutput', descending: false, by: 'maximum output, smallest first' },
  'intelligence-low-to-high': {
    column: 'intelligence',
    descending: false,
    by: 'Artificial Analysis Intelligence Index, lowest first',
  },
  'coding-low-to-high': { column: 'coding', descending: false, by: 'Artificial Analysis Coding Index, lowest first' },
  'agentic-low-to-high': {
    column: 'agentic',
    descending: false,
    by: 'Artificial Analysis Agentic Index, lowest first',
  },
  'design-arena-elo-low-to-high': {
    column: 'elo',
    descending: false,
    by: 'best Design Arena Elo rating across arenas, lowest first',
  },
  'knowledge-cutoff-newest': { column: 'knowledgeCutoff', descending: true, by: 'knowledge cutoff, newest first' },
  'knowledge-cutoff-oldest': { column: 'knowledgeCutoff', descending: false, by: 'knowledge cutoff, oldest first' },
  'expiration-soonest': { column: 'expires', descending: false, by: 'expiry date, earliest first' },
  'expiration-latest': { column: 'expires', descending: true, by: 'expiry date, latest first' },
  'name-a-to-z': { column: 'name', descending: false, by: 'name, A to Z, ignoring case' },
  'name-z-to-a': { column: 'name', descending: true, by: 'name, Z to A, ignoring case' },
} as const satisfies Record<string, Sort>

export const SORTS = { ...OPENROUTER_SORTS, ...OWN_SORTS }

export type SortName = keyof typeof SORTS
export const SORT_NAMES = Object.keys(SORTS) as SortName[]
export const OPENROUTER_SORT_NAMES = Object.keys(OPENROUTER_SORTS) as SortName[]
export const OWN_SORT_NAMES = Object.keys(OWN_SORTS) as SortName[]

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
