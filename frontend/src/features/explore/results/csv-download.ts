import type { Model } from '@modelkeep/catalog/model/model'
import type { ListColumn } from './columns.js'
import { csvFileName, modelsCsv } from './csv.js'

/** Downloads these models as a CSV file. */
export function downloadCsv(models: readonly Model[], columns: readonly ListColumn[], now: number): void {
  // The byte order mark makes spreadsheets read it as UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', modelsCsv(models, columns)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = csvFileName(now)
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
