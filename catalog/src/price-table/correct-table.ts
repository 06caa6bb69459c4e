import type { Correction } from './price-findings.js'

/**
 * The text of a table with the wrong numbers replaced. Everything else stays as it is. Of several corrections of one number, which is there
 * for several prices, the first one counts.
 */
export function correctTable(text: string, corrections: readonly Correction[]): string {
  const parts: string[] = []
  let at = 0
  for (const { cell, text: number } of corrections.toSorted((a, b) => a.cell.start - b.cell.start)) {
    if (cell.start < at) continue
    parts.push(text.slice(at, cell.start), number)
    at = cell.end
  }
  return [...parts, text.slice(at)].join('')
}
