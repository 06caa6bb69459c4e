import type { ListSort } from '../../../shared/search/page-query.js'
import { type CSSProperties, Fragment, type ReactNode, useCallback, useMemo, useRef } from 'react'
import type { Density } from '../../../shared/hooks/preferences.js'
import { type ListContext, type RowSource, rowsAt } from './list-row.js'
import { openRow, openRowInNewTab, rowIndexOf } from './open-row.js'
import { headingLines } from './table-columns.js'
import { type ColumnChoices, type TableLayout, tableLayout } from './table-layout.js'
import { TableHeader } from './table-header.js'
import { TableGap, TableRow, TableWidths } from './table-row.js'
import classes from './table.module.css'
import { type ListKeys, useListKeys } from './use-list-keys.js'
import { type Room, useWindowList } from './use-window-list.js'

export interface ListProps {
  source: RowSource
  context: ListContext
  /** Position and width of the list, at least approximately. */
  room: Room
  keys: Omit<ListKeys, 'list' | 'step' | 'bringIntoView'>
}

interface ResultsTableProps extends ListProps {
  choices: ColumnChoices
  density: Density
  sort: ListSort | undefined
  onSort: (sort: ListSort | undefined) => void
}

/** As styled in table.module.css, in rem. */
const rowHeights: Readonly<Record<Density, number>> = { comfortable: 3.5, compact: 2.25 }
const headerHeight = 3.25
const appHeader = 3.5
const traySpace = 8

/** The list as a table that scrolls with the page, and sideways in a region of its own if its columns do not fit. */
export function ResultsTable(props: ResultsTableProps) {
  const { source, context, room, keys, choices, density, sort, onSort } = props
  const host = useRef<HTMLTableElement>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const layout = useTableLayout(choices, sort, room.width)
  const { shown, isNarrow, isOverflowing } = layout
  const lines = useMemo(() => headingLines(shown, isNarrow), [shown, isNarrow])
  const rows = useWindowList({
    host: body,
    initialTop: room.top,
    count: source.models.length,
    rowHeight: rowHeights[density],
    keep: source.current,
    coveredTop: appHeader + headerHeight,
    coveredBottom: traySpace,
  })
  const bringIntoView = useCallback((index: number) => rows.scrollToIndex(index, { align: 'auto' }), [rows])
  useListKeys({ ...keys, list: host, step: 1, bringIntoView })
  const items = rows.getVirtualItems()
  const span = shown.length + 3
  const start = rows.options.scrollMargin
  const table = (
    <table
      ref={host}
      id="results"
      tabIndex={-1}
      className={classes.table}
      data-density={density}
      data-narrow={isNarrow || undefined}
      style={isOverflowing ? { minWidth: `${layout.minWidth}rem` } : undefined}
      aria-label="Models"
      aria-rowcount={source.models.length + lines.length}
    >
      <TableWidths layout={layout} />
      <TableHeader lines={lines} sort={sort} onSort={onSort} />
      {/* Every row has a link for the keyboard; a mouse may click anywhere in the row. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions */}
      <tbody
        ref={body}
        onClick={openRow}
        onAuxClick={openRowInNewTab}
        onFocus={(event) => context.setCurrent(rowIndexOf(event))}
      >
        {items.flatMap((item, position) => {
          const gap = item.start - (items[position - 1]?.end ?? start)
          return rowsAt([item.index], source).map((row) => (
            <Fragment key={row.model.id}>
              <TableGap height={gap} columns={span} />
              <TableRow row={row} context={context} shown={shown} isNarrow={isNarrow} headingLines={lines.length} />
            </Fragment>
          ))
        })}
        <TableGap height={start + rows.getTotalSize() - (items.at(-1)?.end ?? start)} columns={span} />
      </tbody>
    </table>
  )
  return isOverflowing ? <SidewaysScroller height={rows.getTotalSize()}>{table}</SidewaysScroller> : table
}

/** `height` of the rows in px: how far the headings follow the window. */
function SidewaysScroller({ height, children }: { height: number; children: ReactNode }) {
  return (
    <div
      role="region"
      aria-label="Table of models"
      className={classes.sideways}
      style={{ '--rows': `${height}px` } as CSSProperties}
    >
      {children}
    </div>
  )
}

/** The same object while the columns stay the same, so that rows are not rendered again. */
function useTableLayout(choices: ColumnChoices, sort: ListSort | undefined, width: number): TableLayout {
  const layout = tableLayout(choices, sort, width)
  const key = JSON.stringify(layout, (name, value: unknown) => (name === 'sorts' ? undefined : value))
  // oxlint-disable-next-line react/exhaustive-deps -- the key stands for the layout
  return useMemo(() => layout, [key])
}
