import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { historicalOf } from '../../shared/api/historical.js'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { IconArrowBack, IconX } from '../../shared/ui/icons.js'
import { OverlayDialog } from '../shortcuts/overlay-dialog.js'
import type { OverlayProps } from '../shortcuts/overlay.js'
import { useListSearch } from '../use-list-search.js'
import { type PaletteGroup, paletteGroups, type PaletteItem } from './palette-items.js'
import { PaletteRow } from './palette-row.js'
import classes from './palette.module.css'
import { useRecentModels } from './recent-models.js'
import { useOpenModel } from './use-open-model.js'
import { usePaletteCommands } from './use-palette-commands.js'

const label = 'Go to a model, page or action'
/** How far keys move the active row. */
const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

/** Finds models, pages and actions by a few letters. Focus stays in the field, which points at the active row. */
export function Palette({ close, openHelp }: OverlayProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [message, setMessage] = useState<string | null>(null)
  useDelayedClose(message !== null, close)
  const groups = useGroups(text, openHelp)
  const items = groups.flatMap((group) => group.items)
  const { active, point, move } = useActiveRow(items.length, text)
  const openModel = useOpenModel()
  const choose = (item: PaletteItem | undefined): void => {
    if (item === undefined || message !== null) return
    const done = item.kind === 'model' ? openModel(item.model.id) : item.command.run()
    if (done instanceof Promise) void done.then(setMessage)
    else close()
  }
  const press = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key]
    if (event.key === 'Enter') choose(items[active])
    else if (step === undefined) return
    else move(step)
    event.preventDefault()
  }
  return (
    <OverlayDialog label={label} close={close} className={classes.palette}>
      <div className={classes.head}>
        <input
          className={classes.input}
          type="text"
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={items.length === 0 ? undefined : `${id}-${active}`}
          placeholder="Model, page or action…"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          enterKeyHint="go"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
        />
        <button type="button" className={classes.close} onClick={close} aria-label="Close">
          <kbd>Esc</kbd>
          <IconX size={18} />
        </button>
      </div>
      <Results id={id} groups={groups} active={active} point={point} choose={choose} />
      {items.length === 0 && <p className={classes.nothing}>No results for “{text.trim()}”.</p>}
      <p className="visually-hidden" role="status">
        {items.length === 0 ? 'No results' : `${items.length} ${items.length === 1 ? 'result' : 'results'}`}
      </p>
      {message === null ? <Hint /> : <p className={classes.message}>{message}</p>}
    </OverlayDialog>
  )
}

function Hint() {
  return (
    <p className={classes.hint} aria-hidden>
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> select
      </span>
      <span>
        <kbd>
          <IconArrowBack size={11} />
        </kbd>{' '}
        open
      </span>
    </p>
  )
}

interface ResultsProps {
  id: string
  groups: readonly PaletteGroup[]
  active: number
  point: (index: number) => void
  choose: (item: PaletteItem) => void
}

function Results({ id, groups, active, point, choose }: ResultsProps) {
  const starts = groups.map((_, at) => groups.slice(0, at).reduce((sum, { items }) => sum + items.length, 0))
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label="Results"
      tabIndex={-1}
      className={classes.list}
      hidden={groups.length === 0}
    >
      {groups.map(({ title, items }, group) => (
        <div key={title} role="group" aria-labelledby={`${id}-group-${group}`}>
          <div id={`${id}-group-${group}`} role="presentation" className={classes.title}>
            {title}
          </div>
          {items.map((item, at) => {
            const index = (starts[group] ?? 0) + at
            return (
              <PaletteRow
                key={item.id}
                id={`${id}-${index}`}
                item={item}
                isActive={index === active}
                onPoint={() => point(index)}
                onChoose={() => choose(item)}
              />
            )
          })}
        </div>
      ))}
    </div>
  )
}

/** Leaves time to read the message. */
function useDelayedClose(isDone: boolean, close: () => void): void {
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(close, 1_200)
    return () => clearTimeout(timer)
  }, [isDone, close])
}

function useGroups(text: string, openHelp: () => void): PaletteGroup[] {
  const list = useListSearch()
  const historical = useMemo(() => (list === undefined ? null : historicalOf(list)), [list])
  const { view } = useCatalogueOf(historical)
  const recent = useRecentModels()
  const commands = usePaletteCommands(openHelp)
  return useMemo(() => paletteGroups(text, { view, recent, commands }), [text, view, recent, commands])
}

/** The active row: the first one after each letter. Single steps wrap around. */
function useActiveRow(count: number, text: string) {
  const [{ forText, index }, setActive] = useState({ forText: text, index: 0 })
  const last = count - 1
  const active = forText === text ? Math.min(index, Math.max(0, last)) : 0
  const point = (to: number): void => setActive({ forText: text, index: to })
  const move = (step: number): void => {
    if (last < 0) return
    const next = active + step
    if (Math.abs(step) > 1) point(Math.min(last, Math.max(0, next)))
    else point((next + count) % count)
  }
  return { active, point, move }
}
