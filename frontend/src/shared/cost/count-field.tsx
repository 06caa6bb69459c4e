import { type ReactNode, useId, useState } from 'react'
import { readCount } from './use-remembered-workload.js'
import classes from './count-field.module.css'
import { maxCount } from './workload.js'

interface CountFieldProps {
  label: ReactNode
  value: number
  onChange: (value: number) => void
  note?: string | null
}

/** A field for a whole number. Invalid input stays as typed, with a hint, and is not applied. */
export function CountField({ label, value, onChange, note = null }: CountFieldProps) {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const isInvalid = draft !== null && readCount(draft) === null
  const hint = isInvalid
    ? `Enter a whole number from 0 to ${maxCount.toLocaleString('en-US')}, such as 12000, 12k or 1.5m.`
    : note
  const type = (text: string): void => {
    setDraft(text)
    const count = readCount(text)
    if (count !== null) onChange(count)
  }
  return (
    <div className={classes.field}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        autoCapitalize="off"
        autoComplete="off"
        value={draft ?? value.toLocaleString('en-US')}
        onChange={({ target }) => type(target.value)}
        onBlur={() => !isInvalid && setDraft(null)}
        aria-invalid={isInvalid || undefined}
        aria-describedby={hint === null ? undefined : `${id}-hint`}
      />
      {hint !== null && (
        <small id={`${id}-hint`} data-wrong={isInvalid || undefined}>
          {hint}
        </small>
      )}
    </div>
  )
}
