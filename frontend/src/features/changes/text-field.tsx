import { useId } from 'react'
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
  const commit = (text: string): void => {
    const list = text.split(',').flatMap((one) => one.trim() || []).join(',')
    if (list !== value) onCommit(list)
  }
  return (
    <label className={classes.field} data-wide={isWide || undefined}>
      <span>{label}</span>
      <input
        // What the URL says now is what stands here, also after a step back.
        key={value}
        type="text"
        defaultValue={value}
        placeholder={placeholder}
        list={id}
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        onBlur={(event) => commit(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && commit(event.currentTarget.value)}
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
