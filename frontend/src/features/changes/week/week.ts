// What happened in the last seven days, at the top of the changes.
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { pricePercent } from '@modelkeep/catalog/price/percent-change'
import { entriesOf, type Totals, totalsOf } from '../list/change-entries.js'

export interface NamedModel {
  id: string
  name: string
}

/** How a price moved from the first to the last of its changes. */
export interface NetMove extends NamedModel {
  kind: 'price_changed'
  field: string
  before: unknown
  after: unknown
  percent: number
  flapping: null
}

export interface WeekSummary {
  totals: Totals
  /** Of input or output prices; at most three of each, the largest first; a model is in each once. */
  fell: readonly NetMove[]
  rose: readonly NetMove[]
  added: readonly NamedModel[]
  removed: readonly NamedModel[]
}

const maxMoves = 3
/** What most calls are billed by: a rare price, such as that of cached input, moves more often and further. */
const ratedPrices: readonly string[] = ['pricing.prompt', 'pricing.completion']

/** @param changes newest first */
export function weekSummary(changes: readonly ListedChange[]): WeekSummary {
  const moves = netMoves(changes)
  return {
    totals: totalsOf(entriesOf(changes)),
    fell: largest(moves.filter(({ percent }) => percent < 0)),
    rose: largest(moves.filter(({ percent }) => percent > 0)),
    added: modelsWith(changes, 'model_added'),
    removed: modelsWith(changes, 'model_removed'),
  }
}

/** A price that is where it was before has not moved. */
function netMoves(changes: readonly ListedChange[]): NetMove[] {
  const spans = new Map<string, { newest: ListedChange; oldest: ListedChange }>()
  for (const change of changes) {
    if (change.kind !== 'price_changed' || !ratedPrices.includes(change.field ?? '')) continue
    const key = `${change.field} ${change.model_id}`
    spans.set(key, { newest: spans.get(key)?.newest ?? change, oldest: change })
  }
  return [...spans.values()].flatMap(({ newest: { model_id: id, name, field, after }, oldest: { before } }) => {
    const percent = pricePercent(field, before, after)
    if (id === null || field === null || percent === null || percent === 0) return []
    return {
      id,
      name: nameOf({ id, name }),
      kind: 'price_changed' as const,
      field,
      before,
      after,
      percent,
      flapping: null,
    }
  })
}

function largest(moves: readonly NetMove[]): NetMove[] {
  const size = ({ percent }: NetMove): number => Math.abs(percent)
  const sorted = moves.toSorted(
    (a, b) => size(b) - size(a) || ratedPrices.indexOf(a.field) - ratedPrices.indexOf(b.field),
  )
  return sorted.filter(({ id }, at) => sorted.findIndex((one) => one.id === id) === at).slice(0, maxMoves)
}

function modelsWith(changes: readonly ListedChange[], kind: ListedChange['kind']): NamedModel[] {
  const models = new Map<string, NamedModel>()
  for (const { kind: one, model_id: id, name } of changes)
    if (one === kind && id !== null && !models.has(id)) models.set(id, { id, name: nameOf({ id, name }) })
  return [...models.values()]
}

function nameOf({ id, name }: { id: string; name: string | null }): string {
  return name?.trim() || id
}
