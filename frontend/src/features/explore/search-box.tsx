import { useRef } from 'react'
import { useCommand } from '../../shared/commands/use-command.js'
import { IconSearch, IconX } from '../../shared/ui/icons.js'
import classes from './search-box.module.css'

interface SearchBoxProps {
  text: string
  setText: (text: string) => void
  /** A model is open over the list, so the box cannot be focused. */
  isCovered: boolean
  /** Called on focus, before the first search. */
  prepare: () => void
}

export function SearchBox({ text, setText, isCovered, prepare }: SearchBoxProps) {
  const field = useRef<HTMLInputElement>(null)
  const focus = (): void => {
    field.current?.focus()
    field.current?.select()
  }
  useCommand({ id: 'focus-search', run: focus }, !isCovered)
  const clear = (): void => {
    setText('')
    field.current?.focus()
  }
  return (
    <search className={classes.box}>
      <IconSearch size={17} />
      <input
        ref={field}
        id="search"
        type="search"
        value={text}
        maxLength={256}
        placeholder="Name, id or author"
        aria-label="Search models"
        aria-keyshortcuts="/"
        data-shortcut="/"
        autoComplete="off"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        enterKeyHint="search"
        onFocus={prepare}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === '') return
          event.preventDefault()
          event.stopPropagation()
          setText('')
        }}
      />
      {text === '' ? (
        <kbd aria-hidden>/</kbd>
      ) : (
        <button type="button" onClick={clear} aria-label="Clear search">
          <IconX size={15} />
        </button>
      )}
    </search>
  )
}
