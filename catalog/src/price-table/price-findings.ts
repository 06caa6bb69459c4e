// What a comparison of a price table with the catalogue finds.
import type { PriceKey } from '../model/price-format.js'
import type { NoPriceReason } from './catalogue-price.js'
import type { PriceCell, PriceColumn, PriceUnit } from './price-table.js'

/** One price of the table. Decimals are in the unit of the column. */
export interface PriceFinding {
  /**
   * `known`: a deviation that is pinned. `unreadable`: not a number. `not_comparable`: the catalogue has no value for it. `wrong` and
   * `unreadable` need attention.
   */
  status: 'right' | 'wrong' | 'known' | 'unreadable' | 'not_comparable' | 'corrected'
  line: number
  /** As in the file. */
  model: string
  /** In the catalogue. */
  id: string
  field: PriceKey
  column: string
  unit: PriceUnit
  /** As in the file. */
  value: string
  /** The exact price of the catalogue; null if it has none, or the price depends on the time of day. */
  catalogue: string | null
  /** The difference from the catalogue, rounded to two decimals; null if not computable. Negative: the table is too low. */
  percent: number | null
  /** Why it is unreadable or not comparable; null otherwise. */
  problem: string | null
  reason: NoPriceReason | null
  /** The prices of all times of the day; absent if it does not depend on the time. */
  windows?: string[]
  /** Since when the catalogue has its price (RFC 3339). null: not known. Absent: not asked. */
  since?: string | null
  /** Whether the price may be older than `since`, which is when the model was first observed. */
  since_first_observation?: boolean
}

/** A model of the table that the catalogue does not have. */
export interface MissingModel {
  status: 'missing' | 'known_missing'
  line: number
  model: string
  /** RFC 3339; null if it was never seen, or there is no history. */
  removed_at: string | null
  /** The closest models: a replacement for a removed one, otherwise similar ids, most similar first. Empty beyond `MAX_SUGGESTIONS`. */
  near: string[]
}

/** A pinned deviation that has no effect, at a line of the file of known deviations. */
export interface UnneededPin {
  line: number
  model: string
  field: PriceKey | null
  message: string
}

export interface ComparedTable {
  /** The columns that the compared rows have. */
  columns: PriceColumn[]
  /** Names in the compared rows that look like prices and are not compared. */
  ignored: string[]
  prices: PriceFinding[]
  missing: MissingModel[]
  /** Rows that cannot be read. */
  problems: { line: number; message: string }[]
  unneeded: UnneededPin[]
  /** Models with several rows. */
  duplicates: { model: string; lines: number[] }[]
  /** Rows of other providers. */
  skipped: number
  /** Rows without any price. */
  without_prices: number
  /** Models of which only the base price is compared, or any price of a time of the day. */
  with_tiers: number
  with_windows: number
  /** The wrong prices that can be corrected. */
  corrections: Correction[]
}

export interface Correction {
  finding: PriceFinding
  cell: PriceCell
  /** The number to write. */
  text: string
}

export function needsAttention({ prices, missing, problems }: ComparedTable): boolean {
  return (
    problems.length > 0 ||
    prices.some(({ status }) => status === 'wrong' || status === 'unreadable') ||
    missing.some(({ status }) => status === 'missing')
  )
}
