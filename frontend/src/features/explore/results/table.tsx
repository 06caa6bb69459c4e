import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { getCoreRowModel, useReactTable, type VisibilityState } from '@tanstack/react-table'
import { Fragment, useCallback, useMemo, useRef } from 'react'
import type { Density } from '../../../shared/hooks/preferences.js'
import { cappedNameWidth, columnsThatFit, controlWidth, type ListColumn, listColumns } from './columns.js'
import { type ListContext, type RowSource, rowsAt } from './list-row.js'
import { openRow, openRowAside, rowIndexOf } from './open-row.js'
import { tableColumns } from './name-cell.js'
import { TableHeader } from './table-header.js'
import { TableGap, TableRow, TableWidths } from './table-row.js'
import classes from './table.module.css'
import { type ListKeys, useListKeys } from './use-list-keys.js'
import { type Room, useWindowList } from './use-window-list.js'

export interface ListProps {
  source: RowSource
  context: ListContext
  /** Where the list is, or near it. */
  room: Room
  /** What the keys of the list do. */
  keys: Omit<ListKeys, 'list' | 'step' | 'bringIntoView'>
}

interface ResultsTableProps extends ListProps {
  wanted: readonly ListColumn[]
  density: Density
  sort: ListQuery['sort']
  onSort: (sort: ListQuery['sort']) => void
}

/** As styled in table.module.css, in rem. */
const rowHeights: Readonly<Record<Density, number>> = { comfortable: 3.5, compact: 2.25 }
const headerHeight = 3.25
const appHeader = 3.5
const traySpace = 8

/** The list as a table that scrolls with the page. Columns for which there is no room are left out, so it never scrolls sideways. */
export function ResultsTable({
  source,
  context,
  room: { top: near, width },
  keys,
  wanted,
  density,
  sort,
  onSort,
}: ResultsTableProps) {
  const host = useRef<HTMLTableElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const { shown, visibility } = useShownColumns(wanted, width)
  const rows = useWindowList({
    host: body,
    near,
    count: source.models.length,
    rowHeight: rowHeights[density],
    keep: source.current,
    coveredTop: appHeader + headerHeight,
    coveredBottom: traySpace,
  })
  const bringIntoView = useCallback((index: number) => rows.scrollToIndex(index, { align: 'auto' }), [rows])
  useListKeys({ ...keys, list: host, step: 1, bringIntoView })

  const items = rows.getVirtualItems()
  const meta = useMemo(
    () => ({ context, shows: { author: visibility['author'] === true, expiry: visibility['expiry'] === true } }),
    [context, visibility],
  )
  // oxlint-disable-next-line react/incompatible-library -- no compiler memoises this
  const table = useReactTable({
    data: rowsAt(
      items.map(({ index }) => index),
      source,
    ),
    columns: tableColumns,
    state: { columnVisibility: visibility },
    getCoreRowModel: getCoreRowModel(),
    getRowId: ({ model }) => model.id,
    manualSorting: true,
    autoResetAll: false,
    meta,
  })
  const groups = table.getHeaderGroups()
  const headings = shown.some(({ key }) => key.endsWith('-price')) ? 2 : 1
  const span = shown.length + 3
  let end = rows.options.scrollMargin
  return (
    <table
      ref={host}
      className={classes.table}
      data-density={density}
      aria-label="Models"
      aria-rowcount={source.models.length + headings}
    >
      <TableWidths shown={shown} control={controlWidth} name={cappedNameWidth(shown, width)} />
      <TableHeader groups={groups} sort={sort} onSort={onSort} />
      {/* Every row has a link for the keyboard; the mouse may press beside it. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <tbody
        ref={body}
        onClick={openRow}
        onAuxClick={openRowAside}
        onFocus={(event) => context.setCurrent(rowIndexOf(event))}
      >
        {table.getRowModel().rows.map((row, at) => {
          const item = items[at]
          const gap = (item?.start ?? end) - end
          end = item?.end ?? end
          return (
            <Fragment key={row.id}>
              <TableGap height={gap} columns={span} />
              <TableRow row={row} headings={headings} visibility={visibility} context={context} />
            </Fragment>
          )
        })}
        <TableGap height={rows.getTotalSize() + rows.options.scrollMargin - end} columns={span} />
      </tbody>
    </table>
  )
}

function useShownColumns(
  wanted: readonly ListColumn[],
  width: number,
): { shown: ListColumn[]; visibility: VisibilityState } {
  const shown = useMemo(() => columnsThatFit(wanted, width), [wanted, width])
  const keys = shown.map(({ key }) => key).join()
  const visibility = useMemo(
    () => Object.fromEntries(listColumns.map(({ key }) => [key, keys.split(',').includes(key)])),
    [keys],
  )
  return { shown, visibility }
}
