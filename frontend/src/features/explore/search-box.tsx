import { IconSearch, IconX } from '@tabler/icons-react'
import classes from './search-box.module.css'

interface SearchBoxProps {
  text: string
  setText: (text: string) => void
  /** Somebody is about to search. */
  prepare: () => void
}

export function SearchBox({ text, setText, prepare }: SearchBoxProps) {
  const clear = (): void => {
    setText('')
    document.getElementById('search')?.focus()
  }
  return (
    <search className={classes.box}>
      <IconSearch size={17} aria-hidden />
      <input
        id="search"
        type="search"
        value={text}
        maxLength={256}
        placeholder="Search by name, id or author"
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
        <button type="button" onClick={clear} aria-label="Clear the search">
          <IconX size={15} aria-hidden />
        </button>
      )}
    </search>
  )
}
