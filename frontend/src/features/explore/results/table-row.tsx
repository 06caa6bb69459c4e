import { flexRender, type Row, type VisibilityState } from '@tanstack/react-table'
import { memo } from 'react'
import type { ListColumn } from './columns.js'
import { isSameRow, type ListContext, type ListRow } from './list-row.js'
import { removedAt } from './row-badges.js'
import classes from './table.module.css'

interface TableRowProps {
  row: Row<ListRow>
  /** Lines of headings before it, for its number. */
  headings: number
  visibility: VisibilityState
  context: ListContext
}

/** Made anew only when something in it is another: rows come and go by the dozen while one scrolls. */
export const TableRow = memo(
  function TableRow({ row, headings }: TableRowProps) {
    const { index, isSelected, model } = row.original
    return (
      <tr
        className={classes.row}
        data-index={index}
        data-id={model.id}
        data-selected={isSelected || undefined}
        data-removed={removedAt(row.original) !== null || undefined}
        aria-rowindex={index + headings + 1}
      >
        {row.getVisibleCells().map(({ id, column, getContext }) => {
          const content = flexRender(column.columnDef.cell, getContext())
          const shared = { 'data-column': column.id, 'data-align': column.columnDef.meta?.align }
          return column.id === 'name' ? (
            <th key={id} scope="row" {...shared}>
              {content}
            </th>
          ) : (
            <td key={id} {...shared}>
              {content}
            </td>
          )
        })}
      </tr>
    )
  },
  (a, b) =>
    isSameRow(a.row.original, b.row.original) &&
    a.visibility === b.visibility &&
    a.context === b.context &&
    a.headings === b.headings,
)

/** Takes the room of the rows that are not there. */
export function TableGap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden className={classes.gap} style={{ height }}>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- it is no control */}
      <td colSpan={columns} />
    </tr>
  )
}

/** The widths, so that rows that come and go do not move columns. */
export function TableWidths({
  shown,
  control,
  name,
}: {
  shown: readonly ListColumn[]
  control: number
  name: number | undefined
}) {
  return (
    <colgroup>
      <col style={{ width: `${control}rem` }} />
      <col style={{ width: `${control}rem` }} />
      <col style={name === undefined ? undefined : { width: `${name}rem` }} />
      {shown.map(({ key, width }) => (
        <col key={key} style={{ width: `${width}rem` }} />
      ))}
    </colgroup>
  )
}
