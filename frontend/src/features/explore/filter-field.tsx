import { useId, useState } from 'react'
import type { Field } from './filter-fields.js'
import classes from './filter-panel.module.css'

interface FilterFieldProps<T extends string | number> {
  /** Shown above the field. */
  label: string
  /** The whole name, with the unit. */
  name: string
  value: T | undefined
  read: (written: string) => Field<T>
  apply: (value: T | undefined) => void
  placeholder?: string | undefined
}

/** A field that applies what was written when it is left, or at Enter; what it cannot take it refuses, and says why. */
export function FilterField<T extends string | number>({ label, name, value, read, apply, placeholder }: FilterFieldProps<T>) {
  const id = useId()
  const held = value === undefined ? '' : String(value)
  const [written, setWritten] = useState(held)
  const [problem, setProblem] = useState<string | null>(null)
  const [seen, setSeen] = useState(held)
  if (held !== seen) {
    // Changed from elsewhere: a chip, the URL.
    setSeen(held)
    setWritten(held)
    setProblem(null)
  }
  const settle = (): void => {
    const field = read(written)
    if ('problem' in field) return setProblem(field.problem)
    setProblem(null)
    setWritten(field.value === undefined ? '' : String(field.value))
    if (field.value !== value) apply(field.value)
  }
  return (
    <div className={classes.field}>
      <label htmlFor={id}>
        <span aria-hidden>{label}</span>
        <span className="visually-hidden">{name}</span>
      </label>
      <div className={classes.input} data-invalid={problem === null ? undefined : true}>
        <input
          id={id}
          className="numbers"
          inputMode="decimal"
          autoComplete="off"
          value={written}
          placeholder={placeholder}
          maxLength={24}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => setWritten(event.target.value)}
          onBlur={settle}
          onKeyDown={(event) => event.key === 'Enter' && settle()}
        />
      </div>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className={classes.problem}>
          {problem}
        </p>
      )}
    </div>
  )
}
