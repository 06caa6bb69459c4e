import { useId, useState } from 'react'
import type { Field } from './parse-field.js'
import classes from './filter-panel.module.css'

interface FilterFieldProps<T extends string | number> {
  /** Shown above the field. */
  label: string
  /** The whole name, with the unit. */
  name: string
  value: T | undefined
  /** Something narrows the list. When nothing does any more, what was refused here goes as well. */
  isNarrowed: boolean
  read: (written: string) => Field<T>
  apply: (value: T | undefined) => void
  placeholder?: string | undefined
}

/** A field that applies what was written when it is left, or at Enter; what it cannot take it refuses, and says why. */
export function FilterField<T extends string | number>({
  label,
  name,
  value,
  isNarrowed,
  read,
  apply,
  placeholder,
}: FilterFieldProps<T>) {
  const id = useId()
  const held = value === undefined ? '' : String(value)
  // What is written and not settled yet; null: the field shows what is in force.
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [seen, setSeen] = useState({ held, isNarrowed })
  if (held !== seen.held || isNarrowed !== seen.isNarrowed) {
    setSeen({ held, isNarrowed })
    // Changed from elsewhere: a chip, the URL.
    if (held !== seen.held || !isNarrowed) {
      setDraft(null)
      setProblem(null)
    }
  }
  const settle = (): void => {
    if (draft === null) return
    const field = read(draft)
    if ('problem' in field) return setProblem(field.problem)
    setProblem(null)
    setDraft(null)
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
          value={draft ?? held}
          placeholder={placeholder}
          maxLength={24}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => setDraft(event.target.value)}
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
