import type { Dispatch, SetStateAction } from 'react'
import { type ListColumn, listColumns } from './columns.js'
import type { ColumnChoices } from './table-layout.js'
import classes from './toolbar.module.css'

interface ColumnsMenuProps {
  setChoices: Dispatch<SetStateAction<ColumnChoices>>
  shown: readonly ListColumn[]
  /** Always shown while the list is sorted by it. */
  sorted: ListColumn | undefined
}

/** Shows and hides columns. When there is not enough room for the shown ones, the table scrolls sideways. */
export function ColumnsMenu({ setChoices, shown, sorted }: ColumnsMenuProps) {
  const toggle = (column: ListColumn): void => setChoices((old) => ({ ...old, [column.key]: !shown.includes(column) }))
  return (
    <fieldset className={classes.columns}>
      <legend className="visually-hidden">Columns</legend>
      {listColumns.map((column) => (
        <label key={column.key}>
          <input
            type="checkbox"
            checked={shown.includes(column)}
            disabled={column === sorted}
            onChange={() => toggle(column)}
          />
          <span>{column.name ?? column.label}</span>
          {column === sorted && <small>sorted by</small>}
        </label>
      ))}
      <button type="button" onClick={() => setChoices(Object.fromEntries(listColumns.map(({ key }) => [key, true])))}>
        Show all
      </button>
      <button type="button" onClick={() => setChoices({})}>
        Show what fits
      </button>
    </fieldset>
  )
}
