// What an export leaves out, and why.
import type { Unpriceable } from './price-table.js'

/** Reasons, with what they mean for the contract and the documentation. */
export const OMISSIONS = {
  dynamic_price: 'the price depends on the model that a request is routed to',
  unknown_price: 'the price of input or output tokens is not published',
  not_billed_by_token: 'the published prices do not tell what a call costs',
  time_window: 'the price depends on the time of day',
  request_price: 'the format has no price per request, or none that depends on the size of the prompt',
  image_price: 'the format has no price per input image; the other prices are exported',
  web_search_price: 'the format has no price per web search; the other prices are exported',
  changed_again_same_day: 'the format has dates without times, and the price changed again before the day ended (UTC)',
  near_omitted: 'the format would apply the price also at a time whose own price is omitted',
  ambiguous_id: 'the format ignores case, and another id differs only in case',
  long_id: 'the format has no ids longer than 100 characters',
} as const satisfies Record<Unpriceable, string> & Record<string, string>

export type Omission = keyof typeof OMISSIONS

/** The exported entries of one model, and a reason for each price that they leave out. */
export interface ModelExport<Entry> {
  entries: readonly Entry[]
  omitted: readonly Omission[]
}

/**
 * The value of `X-Omitted-Prices`, a dictionary as of RFC 9651: how many prices are left out, of how many models nothing is left, and how
 * many prices for each reason: `total=9, models=2, dynamic_price=9`.
 */
export function omittedPricesHeader(exports: readonly ModelExport<unknown>[]): string {
  const counts = new Map<Omission, number>()
  for (const reason of exports.flatMap(({ omitted }) => omitted)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0)
  const models = exports.filter(({ entries }) => entries.length === 0).length
  const reasons = (Object.keys(OMISSIONS) as Omission[]).filter((reason) => counts.has(reason))
  return [`total=${total}`, `models=${models}`, ...reasons.map((reason) => `${reason}=${counts.get(reason)}`)].join(
    ', ',
  )
}
