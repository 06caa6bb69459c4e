import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { parsePrice, perMillion, publication } from '@modelkeep/catalog/price/price'
import { otherUnit, tokenUnit } from '@modelkeep/catalog/price/units'
import { dollars } from '../../../shared/ui/prices.js'
import { priceName } from '../../../shared/ui/price-names.js'

export interface PriceMove {
  /** What the price is for: `Input`. */
  name: string
  /** `$2.50 → $2.00` */
  text: string
  /** `per million` */
  unit: string
  /** null unless both prices are known and the old one is not zero. */
  percent: number | null
}

/** The page's one wording of a price change; null when the change is not about a single price. */
export function priceMove(change: Pick<ListedChange, 'kind' | 'field' | 'before' | 'after' | 'percent' | 'flapping'>) {
  const { kind, field, before, after, percent, flapping } = change
  const key = field?.replace(/^pricing\./, '') ?? ''
  if (kind !== 'price_changed' || key === 'overrides' || key === 'discount') return null
  const isFlapping = flapping !== null
  const move: PriceMove = {
    name: priceName(key),
    text: isFlapping
      ? `alternates between ${flapping.values.map((value) => amount(value, key)).join(' and ')}`
      : moveText(amount(before, key), amount(after, key), publication(before, after)),
    unit: tokenUnit(key) === undefined ? `per ${otherUnit(key)}` : 'per million',
    percent: isFlapping ? null : percent,
  }
  return move
}

/** A price that is not published is not zero, so its appearance is no rise. */
function moveText(before: string, after: string, published: ReturnType<typeof publication>): string {
  if (published === 'published') return `now published: ${after}`
  return published === 'withdrawn' ? `no longer published, was ${before}` : `${before} → ${after}`
}

function amount(value: unknown, key: string): string {
  const price = parsePrice(value)
  if (price.kind === 'dynamic') return 'dynamic'
  if (price.kind === 'unknown') return 'not published'
  return dollars(tokenUnit(key) === undefined ? price.value : perMillion(price.value))
}
