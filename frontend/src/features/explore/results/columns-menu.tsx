import type { Dispatch, SetStateAction } from 'react'
import { type ColumnKey, listColumns } from './columns.js'
import classes from './toolbar.module.css'

interface ColumnsMenuProps {
  hidden: readonly string[]
  setHidden: Dispatch<SetStateAction<readonly string[]>>
  /** Wanted, but there is no room for them. */
  withoutRoom: readonly ColumnKey[]
}

/** Which columns the table has. */
export function ColumnsMenu({ hidden, setHidden, withoutRoom }: ColumnsMenuProps) {
  const toggle = (key: ColumnKey): void =>
    setHidden((now) => (now.includes(key) ? now.filter((one) => one !== key) : [...now, key]))
  return (
    <fieldset className={classes.columns}>
      <legend className="visually-hidden">Columns</legend>
      {listColumns.map(({ key, label, name = label }) => (
        <label key={key}>
          <input type="checkbox" checked={!hidden.includes(key)} onChange={() => toggle(key)} />
          <span>{name}</span>
          {withoutRoom.includes(key) && <small>no room</small>}
        </label>
      ))}
      <button type="button" disabled={hidden.length === 0} onClick={() => setHidden([])}>
        Show all
      </button>
    </fieldset>
  )
}
