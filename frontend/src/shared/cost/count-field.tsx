import { type ReactNode, useId, useState } from 'react'
import { readCount } from './use-remembered-workload.js'
import classes from './count-field.module.css'
import { mostOfWorkload } from './workload.js'

interface CountFieldProps {
  label: ReactNode
  value: number
  onChange: (value: number) => void
  note?: string | null
}

/** A whole number. What is no number stays as it was typed, is said, and counts for nothing. */
export function CountField({ label, value, onChange, note = null }: CountFieldProps) {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const isWrong = draft !== null && readCount(draft) === null
  const hint = isWrong ? `A whole number from 0 to ${mostOfWorkload.toLocaleString('en-US')}, please.` : note
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
        inputMode="numeric"
        autoComplete="off"
        value={draft ?? value.toLocaleString('en-US')}
        onChange={({ target }) => type(target.value)}
        onBlur={() => !isWrong && setDraft(null)}
        aria-invalid={isWrong || undefined}
        aria-describedby={hint === null ? undefined : `${id}-hint`}
      />
      {hint !== null && (
        <small id={`${id}-hint`} data-wrong={isWrong || undefined}>
          {hint}
        </small>
      )}
    </div>
  )
}
