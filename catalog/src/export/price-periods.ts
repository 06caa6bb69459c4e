// The prices of one id over time, as `/api/cost` applies them.
import { pricesAt, type PriceTimeline } from '../cost/price-timeline.js'
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
  const periods: PricePeriod[] = [{ from: null, model: modelAt(own, routed, -Infinity) }]
  for (const from of [...new Set(times)].toSorted((a, b) => a - b)) {
    const model = modelAt(own, routed, from)
    if (!hasSamePricing(periods.at(-1)!.model, model)) periods.push({ from, model })
  }
  return periods
}

/** Some routing suffixes once were models of their own. At other times the suffix only selects the routing of this model. */
function routedTimeline(id: string, timelines: Timelines): PriceTimeline | undefined {
  const bare = withoutRoutingSuffix(id)
  return bare === id ? undefined : (timelines.get(bare) ?? timelines.get(`~${bare}`))
}

function modelAt(own: PriceTimeline, routed: PriceTimeline | undefined, at: number): Model {
  const prices = pricesAt(own, at)
  return routed === undefined || prices.certainty === 'observed' ? prices.model : pricesAt(routed, at).model
}

function hasSamePricing(before: Model, after: Model): boolean {
  return before === after || pricingText(before) === pricingText(after)
}

const pricingText = ({ pricing, architecture }: Model): string =>
  JSON.stringify([pricing, architecture?.output_modalities, architecture?.modality])
