import { IconPlus } from '@tabler/icons-react'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { CatalogueView } from '../../shared/api/catalogue-view.js'
import { mostCompared } from '../../shared/hooks/preferences.js'
import { prepareView } from '../../shared/api/prepare-view.js'
import classes from './add-model.module.css'

const mostShown = 8

interface AddModelProps {
  view: CatalogueView
  chosen: readonly string[]
  add: (id: string) => void
}

/** Finds a model by name or id, and adds it. */
export function AddModel({ view, chosen, add }: AddModelProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const [isOpen, setIsOpen] = useState(false)
  const isFull = chosen.length >= mostCompared
  const isAsking = isOpen && text.trim() !== ''
  const found = useMemo(
    () =>
      isAsking
        ? view.search
            .search(text)
            .flatMap((position) => view.models[position] ?? [])
            .filter((model) => !chosen.includes(model.id))
            .slice(0, mostShown)
        : [],
    [isAsking, view, text, chosen],
  )
  const pick = (position: number): void => {
    const model = found[position]
    if (model === undefined) return
    setText('')
    setIsOpen(false)
    add(model.id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setIsOpen(true)
      setActive((now) =>
        found.length === 0 ? 0 : (now + (event.key === 'ArrowDown' ? 1 : -1) + found.length) % found.length,
      )
    } else if (event.key === 'Enter') pick(active)
    else if (event.key === 'Escape') setIsOpen(false)
  }
  const type = (to: string): void => {
    setText(to)
    setActive(0)
    setIsOpen(true)
  }
  return (
    <div className={classes.box} onBlur={() => setIsOpen(false)}>
      <IconPlus size={16} aria-hidden className={classes.icon} />
      <input
        className={classes.input}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        disabled={isFull}
        placeholder={isFull ? `${mostCompared} are the most` : 'Add a model'}
        aria-label="Add a model by name or id"
        aria-expanded={isAsking}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        value={text}
        onFocus={() => prepareView(view)}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Models"
        className={classes.list}
        hidden={!isAsking || found.length === 0}
      >
        {found.map((model, position) => (
          // Keys are handled by the box, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={model.id}
            id={`${id}-${position}`}
            role="option"
            tabIndex={-1}
            aria-selected={position === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(position)}
            onMouseEnter={() => setActive(position)}
          >
            <span>{model.name.trim()}</span>
            <code>{model.id}</code>
          </div>
        ))}
      </div>
      <span role="status" className={isAsking && found.length === 0 ? classes.nothing : 'visually-hidden'}>
        {isAsking && (found.length === 0 ? 'No model is called that' : `${found.length} found`)}
      </span>
    </div>
  )
}
