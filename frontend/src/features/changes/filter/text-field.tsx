import { useId, useState } from 'react'
import { listOf } from './change-filter.js'
import classes from './filter-bar.module.css'

interface TextFieldProps {
  label: string
  value: string
  options: readonly string[]
  placeholder: string
  isWide?: boolean
  onCommit: (value: string) => void
}

/** A comma-separated list that is applied on Enter, on blur, or when a suggestion is chosen. */
export function TextField({ label, value, options, placeholder, isWide = false, onCommit }: TextFieldProps) {
  const id = useId()
  const [{ forValue, text }, setTyped] = useState({ forValue: value, text: value })
  // Follow the URL, also after going back.
  if (forValue !== value) setTyped({ forValue: value, text: value })
  const commit = (typed: string): void => {
    const list = listOf(typed).join(',')
    if (list !== listOf(value).join(',')) onCommit(list)
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
        onChange={(event) => setTyped({ forValue: value, text: event.currentTarget.value })}
        onInput={(event) => {
          // Choosing a suggestion replaces the text at once; typing does not.
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
