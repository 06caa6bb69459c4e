// Reads a usage file and prices its rows, batch by batch. Loaded with the first file, because of the parser.
import { type Batch, createBatcher, type PricedFileRow, resultsOf } from '@modelkeep/catalog/usage-file/batches'
import type { ColumnOverrides } from '@modelkeep/catalog/usage-file/detect-columns'
import {
  createUsageFileReader,
  type UsageFileReport,
  type UsageFileRow,
} from '@modelkeep/catalog/usage-file/usage-file'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { piecesOf, type UsageSource } from './usage-source.js'

export interface PriceUsageOptions {
  source: UsageSource
  overrides: ColumnOverrides
  /** Prices all rows as calls of this model. */
  model?: string | undefined
  /** Leaves out so many rows of the file, which are priced already. */
  skipRows?: number
  /** Stops after so many rows of the file. */
  maxRows?: number
  /** Prices one batch: a JSON array of rows. */
  send: (body: string) => Promise<CostRow[]>
  /** Of each batch, in the order of the file; `bytes` of the file are read. */
  onRows: (rows: PricedFileRow[], report: UsageFileReport, bytes: number) => void
  /** Before the first batch is priced: what was found in the beginning of the file, or is wrong with it. */
  onReport?: (report: UsageFileReport) => void
}

/** Resolves when all rows are priced. @throws UsageFileError, or what `send` throws */
export async function priceUsage(options: PriceUsageOptions): Promise<void> {
  const { source, overrides, model, skipRows = 0, maxRows = Infinity, send, onRows, onReport } = options
  const reader = createUsageFileReader(overrides)
  const batcher = createBatcher()
  let read = 0
  let added = 0
  const price = async (batch: Batch | null): Promise<void> => {
    if (batch === null) return
    const priced = batch.requests.length === 0 ? [] : await send(batch.body)
    onRows(resultsOf(batch, priced), reader.report(), read)
  }
  const add = async (rows: readonly UsageFileRow[]): Promise<void> => {
    for (const row of rows.slice(0, maxRows - added)) {
      added += 1
      if (added <= skipRows) continue
      await price(batcher.add(model === undefined ? row : asModel(row, model)))
    }
  }
  try {
    for await (const { text, bytes } of piecesOf(source.content)) {
      const rows = reader.push(text)
      read = bytes
      onReport?.(reader.report())
      await add(rows)
      if (added >= maxRows) break
    }
    if (added < maxRows) await add(reader.end())
  } finally {
    onReport?.(reader.report())
  }
  await price(batcher.end())
}

function asModel(read: UsageFileRow, model: string): UsageFileRow {
  return read.row === null ? read : { ...read, row: { ...read.row, model } }
}
