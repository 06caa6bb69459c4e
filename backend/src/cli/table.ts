import { paint, plainText, type Style, type Terminal } from './terminal.js'

export interface Column {
  title: string
  align?: 'right'
  /** It gives way where the table is wider than the terminal. */
  shrinks?: true
}

export interface Cell {
  text: string
  style?: Style
}

const GAP = '  '
const NARROWEST = 12

/** Lines of text without a line end after the last. A cell is one line, and holds nothing that a terminal obeys. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[], terminal: Terminal): string {
  const head = columns.map(({ title }): Cell => ({ text: title, style: 'dim' }))
  const lines = [head, ...rows].map((row) =>
    columns.map((_, at): Cell => ({ ...row[at], text: plainText(row[at]?.text ?? '') })),
  )
  const widths = fitted(
    columns,
    columns.map((_, at) => Math.max(...lines.map((line) => line[at]!.text.length))),
    terminal.columns,
  )
  return lines
    .map((line) =>
      line
        .map((cell, at) => shown(cell, columns[at]!, widths[at]!, at === columns.length - 1, terminal))
        .join(GAP)
        .trimEnd(),
    )
    .join('\n')
}

/** The widest of those that shrink gives way first. */
function fitted(columns: readonly Column[], wanted: readonly number[], room: number): number[] {
  const widths = [...wanted]
  const over = (): number => widths.reduce((sum, width) => sum + width, GAP.length * (widths.length - 1)) - room
  const shrinking = columns.flatMap(({ shrinks }, at) => (shrinks ? [at] : []))
  while (over() > 0) {
    const widest = shrinking.filter((at) => widths[at]! > NARROWEST).toSorted((a, b) => widths[b]! - widths[a]!)[0]
    if (widest === undefined) break
    widths[widest] = widths[widest]! - 1
  }
  return widths
}

function shown(
  { text, style }: Cell,
  { align, shrinks }: Column,
  width: number,
  isLast: boolean,
  terminal: Terminal,
): string {
  const cut = shrinks && text.length > width ? `${text.slice(0, width - 1)}…` : text
  const blanks = ' '.repeat(Math.max(0, width - cut.length))
  const painted = style === undefined ? cut : paint(terminal, style, cut)
  if (align === 'right') return blanks + painted
  return isLast ? painted : painted + blanks
}
