// Which columns the table shows. A column that the reader chose is always shown, and the table then scrolls sideways if it has to.
import type { ListSort } from '../../../shared/search/page-query.js'
import { columnOfSort, type ListColumn, listColumns } from './columns.js'

/** Columns that the reader has shown (true) or hidden (false), by key. The others are shown when there is room. */
export type ColumnChoices = Readonly<Record<string, boolean>>

export interface TableLayout {
  shown: readonly ListColumn[]
  /** Too narrow for the usual order: the name comes first and stays, and everything else scrolls under it. */
  isNarrow: boolean
  /** Whether the columns need more width than there is. */
  isOverflowing: boolean
  /** Width of the name column; undefined: what the others leave. */
  nameWidth: number | undefined
  /** Of all columns, in rem. */
  minWidth: number
}

/** Width of the checkbox column and of the star column. */
export const controlWidth = 2.5
const minNameWidth = 18
const maxNameWidth = 40
const narrowNameWidth = 8.75
/** Columns up to this priority are shown on a narrow screen. */
const narrowPriority = 6
/** Without this much room, the prices and the context would not fit beside a name. */
const narrowBelow = 39

/** The columns of a download: all that the reader has not hidden, whatever there is room for. */
export function chosenColumns(choices: ColumnChoices, sort?: ListSort): ListColumn[] {
  const sorted = columnOfSort(sort)
  return listColumns.filter((column) => (choices[column.key] ?? column.priority !== undefined) || column === sorted)
}

/** @param width of the list, in rem */
export function tableLayout(choices: ColumnChoices, sort: ListSort | undefined, width: number): TableLayout {
  const isNarrow = width < narrowBelow
  const name = isNarrow ? narrowNameWidth : minNameWidth
  const shown = shownColumns(choices, sort, isNarrow ? undefined : width - name - 2 * controlWidth)
  const columns = widthOf(shown) + 2 * controlWidth
  const isCapped = width - columns > maxNameWidth && shown.length > 0
  return {
    shown,
    isNarrow,
    isOverflowing: columns + name > width,
    nameWidth: isCapped ? maxNameWidth : undefined,
    minWidth: columns + name,
  }
}

/** `room` for the columns; undefined: on a narrow screen, where the table scrolls anyway. */
function shownColumns(choices: ColumnChoices, sort: ListSort | undefined, room: number | undefined): ListColumn[] {
  const sorted = columnOfSort(sort)
  const isKept = (column: ListColumn): boolean => choices[column.key] === true || column === sorted
  const shown = new Set(listColumns.filter(isKept))
  let rest = (room ?? Infinity) - widthOf([...shown])
  for (const column of byPriority.filter((one) => !shown.has(one) && choices[one.key] !== false)) {
    rest -= column.width
    if (rest < 0 || (room === undefined && priorityOf(column) > narrowPriority)) break
    shown.add(column)
  }
  return listColumns.filter((column) => shown.has(column))
}

const priorityOf = ({ priority = Infinity }: ListColumn): number => priority
const byPriority = listColumns
  .filter(({ priority }) => priority !== undefined)
  .toSorted((a, b) => priorityOf(a) - priorityOf(b))

function widthOf(columns: readonly ListColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0)
}
