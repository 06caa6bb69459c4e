import type { Dispatch, SetStateAction } from 'react'
import { type ColumnKey, listColumns } from './columns.js'
import classes from './toolbar.module.css'

interface ColumnsMenuProps {
  hidden: readonly string[]
  setHidden: Dispatch<SetStateAction<readonly string[]>>
  /** Wanted columns that do not fit. */
  withoutRoom: readonly ColumnKey[]
}

/** Shows and hides columns. */
export function ColumnsMenu({ hidden, setHidden, withoutRoom }: ColumnsMenuProps) {
  const toggle = (key: ColumnKey): void =>
    setHidden((old) => (old.includes(key) ? old.filter((one) => one !== key) : [...old, key]))
  return (
    <fieldset className={classes.columns}>
      <legend className="visually-hidden">Columns</legend>
      {listColumns.map(({ key, label, name = label }) => (
        <label key={key}>
          <input type="checkbox" checked={!hidden.includes(key)} onChange={() => toggle(key)} />
          <span>{name}</span>
          {withoutRoom.includes(key) && <small>does not fit</small>}
        </label>
      ))}
      <button type="button" disabled={hidden.length === 0} onClick={() => setHidden([])}>
        Show all
      </button>
    </fieldset>
  )
}
