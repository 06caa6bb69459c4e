import { type ColumnKey, type ListColumn, priceColumnKeys } from './columns.js'

/** A heading of the table. */
export interface Heading {
  key: string
  label: string
  title?: string | undefined
  align?: 'end' | undefined
  /** Read by screen readers only. */
  isHidden?: boolean
  colSpan?: number
  rowSpan?: number
}

const leading: readonly Heading[] = [
  { key: 'select', label: 'Compare', isHidden: true },
  { key: 'star', label: 'Favourite', isHidden: true },
  { key: 'name', label: 'Model' },
]

const isPrice = ({ key }: { key: ColumnKey }): boolean => priceColumnKeys.includes(key)

/**
 * Headings in one line, or in two when prices are shown: one heading spans all prices, because the list is sorted by the mean of input
 * and output price.
 */
export function headingLines(shown: readonly ListColumn[]): Heading[][] {
  const prices = shown.filter(isPrice)
  if (prices.length === 0) return [[...leading, ...shown.map(headingOf)]]
  const first = shown.findIndex(isPrice)
  const spanning = (heading: Heading): Heading => ({ ...heading, rowSpan: 2 })
  const group: Heading = {
    key: 'prices',
    label: 'USD per million tokens',
    title: 'Sorted by the mean of input and output price',
    align: 'end',
    colSpan: prices.length,
  }
  return [
    [
      ...[...leading, ...shown.slice(0, first).map(headingOf)].map(spanning),
      group,
      ...shown.slice(first + prices.length).map((column) => spanning(headingOf(column))),
    ],
    prices.map(headingOf),
  ]
}

function headingOf({ key, label, name, align }: ListColumn): Heading {
  return { key, label, title: name, align }
}
