// What the table has columns for. Widths are in rem, so that they grow with a reader's own font size.

export interface ListColumn {
  key: ColumnKey
  /** The heading. */
  label: string
  /** Where the heading alone says too little: in the menu of columns, and in CSV. */
  name?: string
  width: number
  align?: 'end'
  /** The smaller, the longer it stays where there is little room. */
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

/** The columns under one heading: all are USD per million tokens. */
export const priceColumnKeys: readonly ColumnKey[] = ['input-price', 'output-price', 'cached-price']

/** Of the columns of prices, the key in a payload. */
export const priceKeys = {
  'input-price': 'prompt',
  'output-price': 'completion',
  'cached-price': 'input_cache_read',
} as const

/** Of the name, which takes what the others leave, up to the most. */
export const leastNameWidth = 18
const mostNameWidth = 40
/** Of the checkbox and the star. */
export const controlWidth = 2.5

/** Those the reader wants. */
export function chosenColumns(hidden: readonly string[]): ListColumn[] {
  return listColumns.filter(({ key }) => !hidden.includes(key))
}

/** Of the name where there is more room than it needs, which all columns then share; undefined: what the others leave. */
export function cappedNameWidth(shown: readonly ListColumn[], width: number): number | undefined {
  const left = shown.reduce((room, column) => room - column.width, width - 2 * controlWidth)
  return left > mostNameWidth && shown.length > 0 ? mostNameWidth : undefined
}

/** Of the columns wanted those for which there is room in `width` rem: the more important first, shown in their usual order. */
export function columnsThatFit(wanted: readonly ListColumn[], width: number): ListColumn[] {
  let room = width - leastNameWidth - 2 * controlWidth
  const fitting = new Set<ListColumn>()
  for (const column of wanted.toSorted((a, b) => a.priority - b.priority)) {
    room -= column.width
    if (room < 0) break
    fitting.add(column)
  }
  return wanted.filter((column) => fitting.has(column))
}
