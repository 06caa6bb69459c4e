import { type Field, FIELDS, FIELD_NAMES } from '@modelkeep/catalog/usage-file/fields'
import { useId, useState } from 'react'
import shared from '../cost.module.css'
import type { UsagePricing, UsageRun } from '../pricing/use-usage-pricing.js'
import classes from './column-choice.module.css'

/** Shown even if no column holds them. */
const always: readonly Field[] = ['model', 'at', 'input', 'cached', 'output']

/** Which column was read as what, which the reader can correct. */
export function ColumnChoice({ run, start }: { run: UsageRun; start: UsagePricing['start'] }) {
  const { report, overrides, state, error } = run
  const [choices, setChoices] = useState(overrides)
  if (report === null || report.names.length === 0) return null
  const isWrong = error?.name === 'UsageFileError'
  const isShown = (field: Field): boolean =>
    always.includes(field) || overrides[field] !== undefined || report.columns.some((one) => one.field === field)
  const fields = FIELD_NAMES.filter((field) => isShown(field))
  const others = FIELD_NAMES.filter((field) => !isShown(field))
  const field = (name: Field) => (
    <ColumnSelect
      key={name}
      field={name}
      names={report.names}
      detected={report.columns.find((one) => one.field === name)?.column}
      choice={choices[name]}
      choose={(column) => setChoices((before) => ({ ...before, [name]: column }))}
    />
  )
  const isChanged = JSON.stringify(choices) !== JSON.stringify(overrides)
  return (
    <details className={shared.details} open={isWrong || undefined}>
      <summary>Columns: {columnsText(report.columns)}</summary>
      <div className={classes.fields}>{fields.map(field)}</div>
      <details className={shared.details}>
        <summary>Other columns</summary>
        <div className={classes.fields}>{others.map(field)}</div>
      </details>
      {report.unread.length > 0 && (
        <p className={shared.quiet}>Columns that look like counts and are not read: {report.unread.join(', ')}.</p>
      )}
      <div className={shared.actions}>
        <button type="button" disabled={!isChanged || state === 'running'} onClick={() => start(run.source, choices)}>
          Price with these columns
        </button>
      </div>
    </details>
  )
}

interface ColumnSelectProps {
  field: Field
  /** Of all columns. */
  names: readonly string[]
  /** The column that was read. */
  detected: string | undefined
  choice: string | undefined
  choose: (column: string) => void
}

function ColumnSelect({ field, names, detected, choice, choose }: ColumnSelectProps) {
  const id = useId()
  const value = choice ?? detected ?? 'none'
  const { title } = FIELDS[field]
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{`${title.charAt(0).toUpperCase()}${title.slice(1)}`}</label>
      <select id={id} value={value} onChange={({ target }) => choose(target.value)}>
        <option value="none">None</option>
        {names.map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
    </div>
  )
}

/** `model from model_permaslug, time of the call from created_at` */
function columnsText(columns: readonly { field: Field; column: string }[]): string {
  if (columns.length === 0) return 'none are known'
  return columns.map(({ field, column }) => `${FIELDS[field].title.split(',')[0]} from ${column}`).join('; ')
}
