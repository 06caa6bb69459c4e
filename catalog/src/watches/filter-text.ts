// The filter of a watch in words.
import type { ChangeKind } from '../contract/change-kind.js'
import type { WatchFilter } from '../contract/watches.js'

const KINDS: Readonly<Record<ChangeKind, string>> = {
  model_added: 'new models',
  model_removed: 'removed models',
  model_returned: 'returned models',
  price_changed: 'prices',
  context_changed: 'context lengths',
  capability_changed: 'capabilities',
  deprecation_announced: 'expiry dates',
  renamed: 'names',
  schema_changed: 'schema changes',
}
const MAX_NAMED = 3

/** Such as `prices that fell by at least 5 %; by openai`. */
export function filterText({ kind, model, author, min_percent: minPercent, direction, query }: WatchFilter): string {
  if (query !== undefined) return query === '' ? 'new models' : `new models that match ${decoded(query)}`
  const prices = pricesText(minPercent, direction)
  const kinds = kind === undefined ? null : [kind].flat()
  const isOfPrices = prices !== null && (kinds === null || kinds.includes('price_changed'))
  return [
    isOfPrices ? prices : (kinds?.map((one) => KINDS[one] ?? one).join(', ') ?? 'all changes'),
    // No change is both.
    ...(prices === null || isOfPrices ? [] : [`only ${prices}`]),
    ...(author === undefined ? [] : [`by ${named([author].flat())}`]),
    ...(model === undefined ? [] : [`of ${named([model].flat())}`]),
  ].join('; ')
}

/** null: whether and how prices moved does not matter. */
function pricesText(minPercent: number | undefined, direction: 'up' | 'down' | undefined): string | null {
  if (minPercent === undefined && direction === undefined) return null
  const moved = direction === undefined ? 'moved' : direction === 'up' ? 'rose' : 'fell'
  return `prices that ${moved}${minPercent === undefined ? '' : ` by at least ${minPercent} %`}`
}

function named(ids: readonly string[]): string {
  if (ids.length <= MAX_NAMED + 1) return ids.join(', ')
  return `${ids.slice(0, MAX_NAMED).join(', ')} and ${ids.length - MAX_NAMED} others`
}

/** With its escapes read, unless they are malformed. */
function decoded(query: string): string {
  try {
    return decodeURIComponent(query.replaceAll('+', ' '))
  } catch {
    return query
  }
}
