import { paint, plainText, type Style, type Terminal } from './terminal.js'

export interface Column {
  title: string
  align?: 'right'
  /** May be truncated if the table is wider than the terminal. */
  shrinks?: true
}

export interface Cell {
  text: string
  style?: Style
}

const gap = '  '
const minWidth = 12

/** Formats a table, without a final line end. Control characters in cells are replaced. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], terminal: Terminal): string {
  const head = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }))
  const lines = [head, ...rows].map((row) =>
    columns.map((_, at): Cell => ({ ...row[at], text: plainText(row[at]?.text ?? '') })),
  )
  const natural = columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.text.length)))
  const widths = fitted(columns, natural, terminal.columns)
  return lines
    .map((line) => line.map((cell, at) => formatted(cell, columns[at]!, widths[at]!, terminal)))
    .map((line) => line.join(gap).trimEnd())
    .join('\n')
}

/** Narrows the widest of the columns that may shrink until the table fits. */
function fitted(columns: readonly Column[], natural: readonly number[], available: number): number[] {
  const widths = [...natural]
  let excess = widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1)) - available
  for (; excess > 0; excess--) {
    const shrinkable = columns.flatMap(({ shrinks }, at) => (shrinks && widths[at]! > minWidth ? [at] : []))
    if (shrinkable.length === 0) break
    const widest = shrinkable.reduce((a, b) => (widths[b]! > widths[a]! ? b : a))
    widths[widest] = widths[widest]! - 1
  }
  return widths
}

function formatted({ text, style }: Cell, { align, shrinks }: Column, width: number, terminal: Terminal): string {
  const cut = shrinks && text.length > width ? `${text.slice(0, width - 1)}…` : text
  const padding = ' '.repeat(Math.max(0, width - cut.length))
  const painted = style === undefined ? cut : paint(terminal, style, cut)
  return align === 'right' ? padding + painted : painted + padding
}
