// RFC 4180, protected against formula injection: https://owasp.org/www-community/attacks/CSV_Injection
import { isoDate } from './dates.js'

const plainNumber = /^-?\d+(?:\.\d+)?$/
const formulaStart = /^[=+\-@\t\r]/

/** One cell. Text that a spreadsheet would evaluate is prefixed with an apostrophe; numbers are not. */
export function csvCell(value: string): string {
  const safe = formulaStart.test(value) && !plainNumber.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')
}

/** `modelkeep-2026-08-04.csv`; `now` in Unix milliseconds. */
export function csvFileName(now: number, what = ''): string {
  return `modelkeep-${what === '' ? '' : `${what}-`}${isoDate(now / 1000)}.csv`
}

/** Downloads a CSV file. */
export function downloadCsvText(text: string, fileName: string): void {
  // The byte order mark makes spreadsheets read it as UTF-8.
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
