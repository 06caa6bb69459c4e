import type { ListSort } from '../../../shared/search/page-query.js'
import { type ColumnKey, type ListColumn, nameSorts, priceColumnKeys } from './columns.js'

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
  /** The sort orders of its values, in the order of clicks. */
  sorts?: readonly ListSort[] | undefined
}

const select: Heading = { key: 'select', label: 'Compare', isHidden: true }
const star: Heading = { key: 'star', label: 'Favourite', isHidden: true }
const name: Heading = { key: 'name', label: 'Model', sorts: nameSorts }

const isPrice = ({ key }: { key: ColumnKey }): boolean => priceColumnKeys.includes(key)

/** Headings in one line, or in two when prices are shown: one heading over them gives their unit. */
export function headingLines(shown: readonly ListColumn[], isNarrow: boolean): Heading[][] {
  const [before, after] = isNarrow ? [[name], [star, select]] : [[select, star, name], []]
  const prices = shown.filter(isPrice)
  if (prices.length === 0) return [[...before, ...shown.map(headingOf), ...after]]
  const first = shown.findIndex(isPrice)
  const spanning = (heading: Heading): Heading => ({ ...heading, rowSpan: 2 })
  const group: Heading = { key: 'prices', label: priceUnits[Math.min(prices.length, 3) - 1] ?? '', align: 'end' }
  return [
    [
      ...[...before, ...shown.slice(0, first).map(headingOf)].map(spanning),
      { ...group, title: 'USD per million tokens', colSpan: prices.length },
      ...[...shown.slice(first + prices.length).map(headingOf), ...after].map(spanning),
    ],
    prices.map(headingOf),
  ]
}

/** The unit of the prices, for one, two and more columns. */
const priceUnits = ['$ per 1M', 'USD per 1M', 'USD per million tokens']

function headingOf({ key, label, name: fullName, align, sorts }: ListColumn): Heading {
  return { key, label, title: fullName, align, sorts }
}
