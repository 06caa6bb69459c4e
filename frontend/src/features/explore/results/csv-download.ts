import type { Model } from '@modelkeep/catalog/model/model'
import { csvFileName, downloadCsvText } from '../../../shared/ui/csv-text.js'
import type { ListColumn } from './columns.js'
import { type CsvFacts, modelsCsv } from './csv.js'

/** Downloads these models as a CSV file. */
export function downloadCsv(
  models: readonly Model[],
  columns: readonly ListColumn[],
  facts: CsvFacts,
  now: number,
): void {
  downloadCsvText(modelsCsv(models, columns, facts), csvFileName(now))
}
