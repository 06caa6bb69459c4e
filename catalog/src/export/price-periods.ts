// The prices of one id over time, as `/api/cost` applies them, published and own.
import { pricesAt, type PricesAt, type PriceTimeline } from '../cost/price-timeline.js'
import { outputModalities } from '../model/modalities.js'
import type { Model } from '../model/model.js'
import { pricedModel } from '../overlay/apply-overlay.js'
import { isWithin, type Overlay, type OwnEntry } from '../overlay/overlay.js'
import { withoutRoutingSuffix } from '../model/model-id.js'

/** From a time on (Unix milliseconds); null: from the beginning of time, as the first known prices apply before they were observed. */
export interface PricePeriod {
  from: number | null
  model: Model
  /** Whether the price is the user's own. */
  isOwn: boolean
}

export type Timelines = ReadonlyMap<string, PriceTimeline>

/** What an export is made from. */
export interface PriceSources {
  timelines: Timelines
  /** The user's own models and prices; null: none. */
  overlay: Overlay | null
}

/** Every id that has prices, sorted. */
export function pricedIds({ timelines, overlay }: PriceSources): string[] {
  return [...new Set([...timelines.keys(), ...(overlay?.byId.keys() ?? [])])].toSorted()
}

/** Whether upstream ever listed an id, or the overlay has it. */
export function isListed({ timelines, overlay }: PriceSources, id: string): boolean {
  return timelines.has(id) || overlay?.byId.has(id) === true
}

/**
 * Oldest first, without moves that change nothing. After a removal, and after the last period of a private model, the last known prices
 * continue; before the first ones, the first apply. Empty if the id has no prices.
 */
export function pricePeriods(id: string, sources: PriceSources): PricePeriod[] {
  const own = sources.overlay?.byId.get(id) ?? []
  const published = publishedAt(id, sources.timelines)
  const bounds = own.flatMap(({ from, to }) => [from ?? -Infinity, to ?? Infinity])
  const times = [...new Set([-Infinity, ...(published?.times ?? []), ...bounds])].toSorted((a, b) => a - b)
  const periods: PricePeriod[] = []
  let before: Applied | null = null
  for (const time of times.filter((one) => one < Infinity)) {
    const prices = published?.at(time) ?? null
    const entry = own.find((one) => isWithin(one, time)) ?? null
    if (entry === null && prices === null) continue
    const applied = { entry, prices, model: entry === null ? prices!.model : pricedModel(entry, prices?.model) }
    const last = periods.at(-1)
    const isMove =
      before === null || (!isSameRun(before, applied) && pricingText(last!.model) !== pricingText(applied.model))
    if (isMove) periods.push({ from: last === undefined ? null : time, model: applied.model, isOwn: entry !== null })
    before = applied
  }
  return periods
}

interface Applied {
  entry: OwnEntry | null
  prices: PricesAt | null
  model: Model
}

/** The published prices of an id; null: it was never listed. */
function publishedAt(id: string, timelines: Timelines): { times: number[]; at: (time: number) => PricesAt } | null {
  const own = timelines.get(id)
  if (own === undefined) return null
  const routed = routedTimeline(id, timelines)
  return {
    times: [...own, ...(routed ?? [])].map(({ observedAt }) => observedAt),
    at: (time) => appliedAt(own, routed, time),
  }
}

/** Some routing suffixes once were models of their own. At other times the suffix only selects the routing of this model. */
function routedTimeline(id: string, timelines: Timelines): PriceTimeline | undefined {
  const bare = withoutRoutingSuffix(id)
  return bare === id ? undefined : (timelines.get(bare) ?? timelines.get(`~${bare}`))
}

function appliedAt(own: PriceTimeline, routed: PriceTimeline | undefined, at: number): PricesAt {
  const prices = pricesAt(own, at)
  return routed === undefined || prices.certainty === 'observed' ? prices : pricesAt(routed, at)
}

/** Whether nothing can have changed, without reading the prices. Moves between the windows of a schedule change nothing. */
function isSameRun(one: Applied, other: Applied): boolean {
  if (one.entry !== other.entry || outputsOf(one.model) !== outputsOf(other.model)) return false
  return one.entry !== null || (one.prices?.from === other.prices?.from && one.model.id === other.model.id)
}

const outputsOf = (model: Model): string => outputModalities(model).join()
const pricingText = (model: Model): string => JSON.stringify([model.pricing, outputsOf(model)])
