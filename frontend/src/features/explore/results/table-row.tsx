import { memo } from 'react'
import type { ListColumn } from './columns.js'
import { isSameRow, type ListContext, type ListRow } from './list-row.js'
import { NameCell } from './name-cell.js'
import { removedAt } from './row-badges.js'
import { SelectBox, Star } from './row-controls.js'
import { cells } from './table-cells.js'
import classes from './table.module.css'

interface TableRowProps {
  row: ListRow
  context: ListContext
  shown: readonly ListColumn[]
  /** How many lines of headings come before the first row. */
  headingLines: number
}

/** Memoised: scrolling adds and removes rows by the dozen. */
export const TableRow = memo(
  function TableRow({ row, context, shown, headingLines }: TableRowProps) {
    const { index, isSelected, model } = row
    return (
      <tr
        className={classes.row}
        data-index={index}
        data-id={model.id}
        data-selected={isSelected || undefined}
        data-removed={removedAt(row) !== null || undefined}
        aria-rowindex={index + headingLines + 1}
      >
        <td data-column="select">
          <SelectBox row={row} context={context} />
        </td>
        <td data-column="star">
          <Star row={row} context={context} />
        </td>
        <th scope="row" data-column="name">
          <NameCell row={row} context={context} shown={shown} />
        </th>
        {shown.map(({ key, align }) => (
          <td key={key} data-column={key} data-align={align}>
            {cells[key](row, context.now)}
          </td>
        ))}
      </tr>
    )
  },
  (a, b) =>
    isSameRow(a.row, b.row) && a.context === b.context && a.shown === b.shown && a.headingLines === b.headingLines,
)

/** Takes the space of the rows that are not rendered. */
export function TableGap({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null
  return (
    <tr aria-hidden className={classes.gap} style={{ height }}>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- not a control */}
      <td colSpan={columns} />
    </tr>
  )
}

/** Fixed widths, so that columns do not move as rows come and go. `name` undefined: the name takes what is left. */
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
