// Which changes a watch is about.
import type { ListedChange } from '../contract/changes.js'
import type { WatchFilter } from '../contract/watches.js'
import { authorOf } from '../model/model-id.js'
import { movedAtLeast, pricePercent } from '../price/percent-change.js'
import { parsePrice, publication } from '../price/price.js'

/**
 * Whether a change matches all conditions of a filter. Prices that only move between the windows of a schedule never match, nor do those
 * that are in effect the same. `found`: the models that are new or back, and match the filter's `query`.
 */
export function matchesChange(filter: WatchFilter, change: ListedChange, found: ReadonlySet<string>): boolean {
  const { kind, model, author, min_percent: minPercent, direction, query } = filter
  if (change.scheduled || isSameInEffect(change)) return false
  if (query !== undefined) return isAppearance(change) && found.has(change.model_id ?? '')
  if (!includes(kind, change.kind) || !includes(model, change.model_id)) return false
  if (!includes(author, change.author?.toLowerCase() ?? null)) return false
  if (minPercent !== undefined && !hasMovedAtLeast(minPercent, change)) return false
  return direction === undefined || hasMoved(direction, change)
}

/** A price that alternates moved by the larger of its two steps. */
function hasMovedAtLeast(percent: number, { field, before, after, flapping }: ListedChange): boolean {
  if (flapping === null) return movedAtLeast(percent, field, before, after)
  const [first, second] = flapping.values
  return movedAtLeast(percent, field, first, second) || movedAtLeast(percent, field, second, first)
}

const mainPrices = ['pricing.prompt', 'pricing.completion']

/**
 * Whether a price moved by less than 0.005 %, or one other than the main two is published as zero and was not published before, or the
 * reverse. Lists of hundreds of models have changed so at once, and nobody pays anything else.
 */
function isSameInEffect({ kind, field, before, after, percent, flapping }: ListedChange): boolean {
  if (kind !== 'price_changed') return false
  // As a whole, a price that alternates may be back where it was.
  if (flapping !== null) return pricePercent(field, flapping.values[0], flapping.values[1]) === 0
  if (percent === 0) return true
  if (mainPrices.includes(field ?? '') || publication(before, after) === null) return false
  return [parsePrice(before), parsePrice(after)].some((price) => price.kind === 'known' && price.value.eq(0))
}

/** Whether a filter is about a model at all, whatever changes. `found`: the models that match its `query`. */
export function matchesModel({ model, author, query }: WatchFilter, id: string, found: ReadonlySet<string>): boolean {
  if (query !== undefined) return found.has(id)
  return includes(model, id) && includes(author, authorOf(id).toLowerCase())
}

/** Whether a change makes a model appear. */
export function isAppearance({ kind }: Pick<ListedChange, 'kind'>): boolean {
  return kind === 'model_added' || kind === 'model_returned'
}

function includes(wanted: string | readonly string[] | undefined, value: string | null): boolean {
  if (wanted === undefined) return true
  return value !== null && [wanted].flat().some((one) => one === value || one.toLowerCase() === value)
}

/** Whether a price moved in a direction; one that alternates moves in both. Not if either price is unknown or dynamic, or they are equal. */
function hasMoved(direction: 'up' | 'down', { kind, before, after, flapping }: ListedChange): boolean {
  const [from, to] = (flapping?.values ?? [before, after]).map(parsePrice)
  if (kind !== 'price_changed' || from?.kind !== 'known' || to?.kind !== 'known' || from.value.eq(to.value))
    return false
  return flapping !== null || to.value.gt(from.value) === (direction === 'up')
}
