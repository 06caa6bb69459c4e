import { useId, useState } from 'react'
import classes from './filter-bar.module.css'

interface TextFieldProps {
  label: string
  value: string
  options: readonly string[]
  placeholder: string
  isWide?: boolean
  onCommit: (value: string) => void
}

/** A comma list that counts once it is done: with Enter, when one leaves the field, or when an option was chosen. */
export function TextField({ label, value, options, placeholder, isWide = false, onCommit }: TextFieldProps) {
  const id = useId()
  const [{ of, text }, setTyped] = useState({ of: value, text: value })
  // What the URL says now is what stands here, also after a step back.
  if (of !== value) setTyped({ of: value, text: value })
  const commit = (typed: string): void => {
    const list = typed
      .split(',')
      .flatMap((one) => one.trim() || [])
      .join(',')
    if (list !== value) onCommit(list)
  }
  return (
    <label className={classes.field} data-wide={isWide || undefined}>
      <span>{label}</span>
      <input
        type="text"
        value={text}
        placeholder={placeholder}
        list={id}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onBlur={(event) => commit(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && commit(event.currentTarget.value)}
        onChange={(event) => setTyped({ of: value, text: event.currentTarget.value })}
        onInput={(event) => {
          // A choice from the list replaces all at once; letters that happen to make an id do not.
          const { inputType } = event.nativeEvent
          if (!inputType || inputType === 'insertReplacementText') commit(event.currentTarget.value)
        }}
      />
      <datalist id={id}>
        {options.map((option) => (
          <option key={option} value={option} aria-label={option} />
        ))}
      </datalist>
    </label>
  )
}
