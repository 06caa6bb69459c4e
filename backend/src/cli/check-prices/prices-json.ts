import type { ComparedTable } from '@modelkeep/catalog/price-table/price-findings'
import type { PriceTable } from '@modelkeep/catalog/price-table/price-table'
import type { Catalogues } from '../source/check-models.js'

interface Result {
  file: string
  table: PriceTable
  compared: ComparedTable
  catalogues: Catalogues
  /** Unix milliseconds. */
  now: number
}

/** The document of `--format json`: everything but the prices that are right, which are counted. */
export function pricesDocument({ file, table, compared, catalogues, now }: Result): object {
  const { prices, missing, problems, unneeded, duplicates, skipped } = compared
  const { where, tier, ageSeconds, removed } = catalogues
  const counts: Record<string, number> = {
    right: 0,
    wrong: 0,
    corrected: 0,
    known: 0,
    unreadable: 0,
    not_comparable: 0,
  }
  for (const { status } of prices) counts[status] = (counts[status] ?? 0) + 1
  return {
    checked_at: new Date(now).toISOString(),
    file,
    shape: table.shape,
    id: table.idColumn,
    columns: compared.columns.map(({ name, key, unit }) => ({ name, price: key, unit })),
    not_compared_columns: compared.ignored,
    source: { where, tier, age_seconds: ageSeconds, knows_the_past: removed !== null },
    counts: {
      ...counts,
      missing: missing.filter(({ status }) => status === 'missing').length,
      skipped_rows: skipped,
      rows_without_prices: compared.without_prices,
      models_with_tiers: compared.with_tiers,
      models_with_windows: compared.with_windows,
    },
    prices: prices.filter(({ status }) => status !== 'right'),
    missing,
    problems,
    duplicates,
    unneeded_known_deviations: unneeded,
  }
}
