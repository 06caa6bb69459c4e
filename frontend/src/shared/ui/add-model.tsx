import type { Model } from '@modelkeep/catalog/model/model'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { CatalogueView } from '../api/catalogue-view.js'
import { prepareView } from '../api/prepare-view.js'
import classes from './add-model.module.css'
import { IconPlus } from './icons.js'

const maxShown = 8

interface AddModelProps {
  view: CatalogueView
  chosen: readonly string[]
  /** How many may be chosen. */
  max: number
  add: (id: string) => void
}

/** A combobox that finds a model by name or id and adds it. */
export function AddModel({ view, chosen, max, add }: AddModelProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const [isOpen, setIsOpen] = useState(false)
  const isFull = chosen.length >= max
  const isSearching = isOpen && text.trim() !== ''
  const found = useFound(view, isSearching ? text : '', chosen)
  const pick = (position: number): void => {
    const model = found[position]
    if (model === undefined) return
    setText('')
    setIsOpen(false)
    add(model.id)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') pick(active)
    else if (event.key === 'Escape') setIsOpen(false)
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const step = event.key === 'ArrowDown' ? 1 : -1
      event.preventDefault()
      setIsOpen(true)
      setActive((old) => (found.length === 0 ? 0 : (old + step + found.length) % found.length))
    }
  }
  const type = (to: string): void => {
    setText(to)
    setActive(0)
    setIsOpen(true)
  }
  return (
    <div className={classes.box} onBlur={() => setIsOpen(false)}>
      <IconPlus size={16} className={classes.icon} />
      <input
        className={classes.input}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        disabled={isFull}
        placeholder={isFull ? `Limit of ${max} models` : 'Add a model'}
        aria-label="Add a model by name or id"
        aria-expanded={isSearching}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        value={text}
        onFocus={() => prepareView(view)}
        onChange={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Options id={id} models={found} active={active} point={setActive} pick={pick} />
      <span role="status" className={isSearching && found.length === 0 ? classes.nothing : 'visually-hidden'}>
        {isSearching && (found.length === 0 ? 'No models found' : `${found.length} found`)}
      </span>
    </div>
  )
}

function useFound(view: CatalogueView, text: string, chosen: readonly string[]): Model[] {
  return useMemo(() => {
    if (text === '') return []
    return view.search
      .search(text)
      .flatMap((position) => view.models[position] ?? [])
      .filter((model) => !chosen.includes(model.id))
      .slice(0, maxShown)
  }, [view, text, chosen])
}

interface OptionsProps {
  id: string
  models: readonly Model[]
  active: number
  point: (position: number) => void
  pick: (position: number) => void
}

function Options({ id, models, active, point, pick }: OptionsProps) {
  return (
    <div id={`${id}-list`} role="listbox" aria-label="Models" className={classes.list} hidden={models.length === 0}>
      {models.map((model, position) => (
        // The field keeps the focus and handles the keys.
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
        <div
          key={model.id}
          id={`${id}-${position}`}
          role="option"
          tabIndex={-1}
          aria-selected={position === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => pick(position)}
          onMouseEnter={() => point(position)}
        >
          <span>{model.name.trim()}</span>
          <code>{model.id}</code>
        </div>
      ))}
    </div>
  )
}
