import { useId, useState } from 'react'
import type { ParsedField } from './parse-field.js'
import classes from './filter-panel.module.css'

interface FilterFieldProps<T extends string | number> {
  /** The visible label. */
  label: string
  /** The accessible name, with the unit. */
  name: string
  value: T | undefined
  /** Whether any filter is active. When the last one is removed, an invalid draft is discarded too. */
  isNarrowed: boolean
  parse: (text: string) => ParsedField<T>
  apply: (value: T | undefined) => void
  placeholder?: string | undefined
}

/** A field that applies its value on blur or Enter, and explains why it rejects invalid input. */
export function FilterField<T extends string | number>({
  label,
  name,
  value,
  isNarrowed,
  parse,
  apply,
  placeholder,
}: FilterFieldProps<T>) {
  const id = useId()
  const applied = value === undefined ? '' : String(value)
  // The text while it is edited; null: the field shows the applied value.
  const [draft, setDraft] = useState<string | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [seen, setSeen] = useState({ applied, isNarrowed })
  if (applied !== seen.applied || isNarrowed !== seen.isNarrowed) {
    setSeen({ applied, isNarrowed })
    // Changed elsewhere, by a chip or the URL.
    if (applied !== seen.applied || !isNarrowed) {
      setDraft(null)
      setProblem(null)
    }
  }
  const commit = (): void => {
    if (draft === null) return
    const field = parse(draft)
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
          value={draft ?? applied}
          placeholder={placeholder}
          maxLength={24}
          aria-invalid={problem !== null}
          aria-describedby={problem === null ? undefined : `${id}-problem`}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={commit}
          onKeyDown={(event) => event.key === 'Enter' && commit()}
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
