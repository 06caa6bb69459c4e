// The prices of one id over time, as `/api/cost` applies them.
import { pricesAt, type PricesAt, type PriceTimeline } from '../cost/price-timeline.js'
import { outputModalities } from '../model/modalities.js'
import type { Model } from '../model/model.js'
import { withoutRoutingSuffix } from '../model/model-id.js'

/** From a time on (Unix milliseconds); null: from the beginning of time, as the first known prices apply before they were observed. */
export interface PricePeriod {
  from: number | null
  model: Model
}

export type Timelines = ReadonlyMap<string, PriceTimeline>

/** Oldest first, without moves that change nothing. After a removal the last known prices continue. Empty if the id was never listed. */
export function pricePeriods(id: string, timelines: Timelines): PricePeriod[] {
  const own = timelines.get(id)
  if (own === undefined) return []
  const routed = routedTimeline(id, timelines)
  const times = [...own, ...(routed ?? [])].map(({ observedAt }) => observedAt)
  let before = appliedAt(own, routed, -Infinity)
  const periods: PricePeriod[] = [{ from: null, model: before.model }]
  for (const from of [...new Set(times)].toSorted((a, b) => a - b)) {
    const applied = appliedAt(own, routed, from)
    if (!isSameRun(before, applied) && pricingText(periods.at(-1)!.model) !== pricingText(applied.model))
      periods.push({ from, model: applied.model })
    before = applied
  }
  return periods
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
function isSameRun(one: PricesAt, other: PricesAt): boolean {
  return one.from === other.from && one.model.id === other.model.id && outputsOf(one.model) === outputsOf(other.model)
}

const outputsOf = (model: Model): string => outputModalities(model).join()
const pricingText = (model: Model): string => JSON.stringify([model.pricing, outputsOf(model)])
