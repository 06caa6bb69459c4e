import { memo } from 'react'
import type { ListColumn } from './columns.js'
import { isSameRow, type ListContext, type ListRow } from './list-row.js'
import { NameCell } from './name-cell.js'
import { removedAt } from './row-badges.js'
import { SelectBox, Star } from './row-controls.js'
import { cells } from './table-cells.js'
import { controlWidth, type TableLayout } from './table-layout.js'
import classes from './table.module.css'

interface TableRowProps {
  row: ListRow
  context: ListContext
  shown: readonly ListColumn[]
  /** The name first, the controls last. */
  isNarrow: boolean
  /** How many lines of headings come before the first row. */
  headingLines: number
}

/** Memoised: scrolling adds and removes rows by the dozen. */
export const TableRow = memo(
  function TableRow({ row, context, shown, isNarrow, headingLines }: TableRowProps) {
    const { index, isSelected, model } = row
    const select = (
      <td data-column="select">
        <SelectBox row={row} context={context} />
      </td>
    )
    const star = (
      <td data-column="star">
        <Star row={row} context={context} />
      </td>
    )
    return (
      <tr
        className={classes.row}
        data-index={index}
        data-id={model.id}
        data-selected={isSelected || undefined}
        data-under={row.isUnder || undefined}
        data-removed={removedAt(row) !== null || undefined}
        aria-rowindex={index + headingLines + 1}
      >
        {!isNarrow && select}
        {!isNarrow && star}
        <th scope="row" data-column="name">
          <NameCell row={row} context={context} shown={shown} />
        </th>
        {shown.map(({ key, align }) => (
          <td key={key} data-column={key} data-align={align}>
            {cells[key](row, context)}
          </td>
        ))}
        {isNarrow && star}
        {isNarrow && select}
      </tr>
    )
  },
  (a, b) =>
    isSameRow(a.row, b.row) &&
    a.context === b.context &&
    a.shown === b.shown &&
    a.isNarrow === b.isNarrow &&
    a.headingLines === b.headingLines,
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

/** Fixed widths, so that columns do not move as rows come and go. */
export function TableWidths({ layout: { shown, isNarrow, nameWidth } }: { layout: TableLayout }) {
  const controls = [controlWidth, controlWidth]
  const widths = [
    ...(isNarrow ? [] : controls),
    nameWidth,
    ...shown.map(({ width }) => width),
    ...(isNarrow ? controls : []),
  ]
  return (
    <colgroup>
      {widths.map((width, place) => (
        <col key={place} style={width === undefined ? undefined : { width: `${width}rem` }} />
      ))}
    </colgroup>
  )
}
