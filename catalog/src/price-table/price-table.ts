// Someone's own table of prices, read from a file with the place of every number, so that it can be compared and corrected.
import type { Big } from 'big.js'
import type { PriceKey } from '../model/price-format.js'

/** How many units a price of the table is for. */
export const UNIT_FACTORS = { 'per-token': 1, 'per-unit': 1, 'per-thousand': 1_000, 'per-million': 1_000_000 } as const
export type PriceUnit = keyof typeof UNIT_FACTORS
export const PRICE_UNITS = Object.keys(UNIT_FACTORS) as PriceUnit[]

/** A column of CSV, or a path in the rows of JSON, that holds a price. */
export interface PriceColumn {
  /** As in the file; a path has dots. */
  name: string
  key: PriceKey
  unit: PriceUnit
}

/** One price. `start` and `end` are the offsets of its number in the text, without quotes and currency. */
export interface PriceCell {
  column: PriceColumn
  /** As in the file, without quotes. */
  text: string
  /** In the unit of the column; negative means dynamic. null: `problem` says why there is none. */
  value: Big | null
  problem: string | null
  start: number
  end: number
  /** From 1. */
  line: number
}

export interface PriceRow {
  /** The id as in the file. */
  model: string
  line: number
  /** LiteLLM's `litellm_provider`; null if the row has none. */
  provider: string | null
  cells: PriceCell[]
  /** Names in the row that look like prices and are not compared, such as those of tiers. */
  ignored: readonly string[]
}

export interface PriceTable {
  shape: 'LiteLLM map' | 'JSON map' | 'JSON list' | 'CSV'
  /** The column or path of the id; `*` stands for the keys of a map. */
  idColumn: string
  columns: PriceColumn[]
  rows: PriceRow[]
  /** Rows that cannot be read. */
  problems: { line: number; message: string }[]
}

/** The table cannot be read at all. The message says where and what would be right. */
export class PriceTableError extends Error {
  override readonly name = 'PriceTableError'
  readonly code = 'invalid_price_table'
}
