// Changes as the page lists them: one entry for everything that one sync changed on one model.
import type { ListedChange } from '@modelkeep/catalog/contract/changes'

export interface ChangeEntry {
  /** `seq` of the first of its changes. */
  key: number
  observedAt: string
  /** Never empty, in the order of the price keys; those of a model all have its id. */
  changes: readonly [ListedChange, ...ListedChange[]]
}

/** Groups changes by model and sync, keeping the order of the first of each group. A schema change stays by itself. */
export function entriesOf(changes: readonly ListedChange[]): ChangeEntry[] {
  const groups = new Map<string, [ListedChange, ...ListedChange[]]>()
  for (const change of changes) {
    const { observed_at: at, model_id: id, seq } = change
    const key = id === null ? String(seq) : `${at} ${id}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [change])
    else group.push(change)
  }
  return [...groups.values()].map((group) => ({
    key: group[0].seq,
    observedAt: group[0].observed_at,
    // Newest first means that the last derived change of a model comes first.
    changes: group.toSorted((a, b) => a.seq - b.seq) as [ListedChange, ...ListedChange[]],
  }))
}

export interface Totals {
  prices: number
  added: number
  removed: number
  returned: number
  other: number
}

/** How many entries of each kind. An entry with a price change counts as one price change, whatever else it holds. */
export function totalsOf(entries: readonly ChangeEntry[]): Totals {
  const totals: Totals = { prices: 0, added: 0, removed: 0, returned: 0, other: 0 }
  for (const { changes } of entries) totals[totalOf(changes)] += 1
  return totals
}

function totalOf(changes: readonly ListedChange[]): keyof Totals {
  const has = (kind: ListedChange['kind']): boolean => changes.some((change) => change.kind === kind)
  if (has('model_added')) return 'added'
  if (has('model_removed')) return 'removed'
  if (has('model_returned')) return 'returned'
  return has('price_changed') ? 'prices' : 'other'
}

/** `12 price changes, 3 added, 1 removed`; empty without changes. */
export function totalsText({ prices, added, removed, returned, other }: Totals): string {
  const parts: readonly (readonly [number, string])[] = [
    [prices, prices === 1 ? 'price change' : 'price changes'],
    [added, 'added'],
    [removed, 'removed'],
    [returned, 'returned'],
    [other, other === 1 ? 'other change' : 'other changes'],
  ]
  return parts.flatMap(([count, what]) => (count === 0 ? [] : `${count.toLocaleString('en-US')} ${what}`)).join(', ')
}
