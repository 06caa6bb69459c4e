import type { Model } from '@modelkeep/catalog/model/model'
import type { Workload } from '../../../shared/cost/workload.js'
import { csvFileName, downloadCsvText } from '../../../shared/ui/csv-text.js'
import type { ListColumn } from './columns.js'
import { modelsCsv } from './csv.js'

/** Downloads these models as a CSV file. */
export function downloadCsv(
  models: readonly Model[],
  columns: readonly ListColumn[],
  workload: Workload,
  now: number,
): void {
  downloadCsvText(modelsCsv(models, columns, workload), csvFileName(now))
}
