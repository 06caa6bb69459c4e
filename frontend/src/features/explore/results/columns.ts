// The columns of the table. Widths are in rem, so that they grow with the font size.

export interface ListColumn {
  key: ColumnKey
  /** The heading. */
  label: string
  /** The full name, for the columns menu. */
  name?: string
  width: number
  align?: 'end'
  /** Columns with a larger number are dropped first when there is no room. */
  priority: number
}

export type ColumnKey =
  | 'author'
  | 'context'
  | 'max-output'
  | 'input-price'
  | 'output-price'
  | 'cached-price'
  | 'modalities'
  | 'capabilities'
  | 'created'
  | 'expiry'

export const listColumns: readonly ListColumn[] = [
  { key: 'author', label: 'Author', width: 8.5, priority: 9 },
  { key: 'context', label: 'Context', width: 5.5, align: 'end', priority: 3 },
  { key: 'max-output', label: 'Max output', width: 6, align: 'end', priority: 8 },
  { key: 'input-price', label: 'Input', name: 'Input price', width: 5.25, align: 'end', priority: 1 },
  { key: 'output-price', label: 'Output', name: 'Output price', width: 5.25, align: 'end', priority: 2 },
  { key: 'cached-price', label: 'Cached', name: 'Cached input price', width: 5.25, align: 'end', priority: 7 },
  { key: 'modalities', label: 'Modalities', width: 10.5, priority: 6 },
  { key: 'capabilities', label: 'Capabilities', width: 6.5, priority: 4 },
  { key: 'created', label: 'Added', width: 6.75, align: 'end', priority: 5 },
  { key: 'expiry', label: 'Expires', width: 7.5, align: 'end', priority: 10 },
]

/** Share one heading; all in USD per million tokens. */
export const priceColumnKeys: readonly ColumnKey[] = ['input-price', 'output-price', 'cached-price']

/** The payload keys of the price columns. */
export const priceKeys = {
  'input-price': 'prompt',
  'output-price': 'completion',
  'cached-price': 'input_cache_read',
} as const

/** The name column takes the remaining width, between these bounds. */
export const minNameWidth = 18
const maxNameWidth = 40
/** Width of the checkbox column and of the star column. */
export const controlWidth = 2.5

/** The columns that the reader has not hidden. */
export function chosenColumns(hidden: readonly string[]): ListColumn[] {
  return listColumns.filter(({ key }) => !hidden.includes(key))
}

/** The width of the name column when there is more room than it needs; undefined: what the others leave. */
export function cappedNameWidth(shown: readonly ListColumn[], width: number): number | undefined {
  const left = shown.reduce((room, column) => room - column.width, width - 2 * controlWidth)
  return left > maxNameWidth && shown.length > 0 ? maxNameWidth : undefined
}

/** The wanted columns that fit into `width` rem, chosen by priority and in their usual order. */
export function columnsThatFit(wanted: readonly ListColumn[], width: number): ListColumn[] {
  let room = width - minNameWidth - 2 * controlWidth
  const fitting = new Set<ListColumn>()
  for (const column of wanted.toSorted((a, b) => a.priority - b.priority)) {
    room -= column.width
    if (room < 0) break
    fitting.add(column)
  }
  return wanted.filter((column) => fitting.has(column))
}
