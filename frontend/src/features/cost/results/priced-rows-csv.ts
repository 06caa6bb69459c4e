import { csvText } from '../../../shared/ui/csv-text.js'
import type { RowRecord } from '../pricing/usage-result.js'

const headings = [
  'line',
  'row',
  'id',
  'model',
  'model_id',
  'at',
  'cost_usd',
  'certainty',
  'price_from',
  'price_to',
  'reported_cost_usd',
  'difference_usd',
  'notes',
  'error',
]

/** One line per row of the file, with exact decimals. What is not known is empty. */
export function pricedRowsCsv(records: readonly RowRecord[]): string {
  return csvText([
    headings,
    ...records.map(({ line, nr, result }) =>
      [
        line,
        nr,
        result.id,
        result.model,
        result.model_id,
        result.at,
        result.cost,
        result.certainty,
        result.price?.from,
        result.price?.to,
        result.reported_cost,
        result.difference,
        result.notes.join(' '),
        result.error?.message,
      ].map((value) => String(value ?? '')),
    ),
  ])
}
