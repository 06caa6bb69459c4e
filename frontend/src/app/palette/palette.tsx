import { IconArrowBack, IconX } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useState } from 'react'
import { useCatalogueOf } from '../../shared/api/use-historical-catalogue.js'
import { type PaletteGroup, paletteGroups, type PaletteItem } from './palette-items.js'
import { PaletteRow } from './palette-row.js'
import { useRecentModels } from './recent-models.js'
import classes from './palette.module.css'
import { ShortcutsDialog } from '../shortcuts/overlay-dialog.js'
import type { OverlayProps } from '../shortcuts/overlay.js'
import { useListPast, useOpenModel, usePaletteCommands } from './use-palette-commands.js'

/** Goes to any model or page, or does what the page can do, by a few letters. Focus stays in the field; the rows are pointed at. */
export function Palette({ close, openHelp }: OverlayProps) {
  const id = useId()
  const [text, setText] = useState('')
  const [said, setSaid] = useState<string | null>(null)
  useCloseSoon(said !== null, close)
  const groups = useGroups(text, openHelp)
  const items = groups.flatMap((group) => group.items)
  const { active, point, move } = useActive(items, text)
  const openModel = useOpenModel()
  const choose = (item: PaletteItem | undefined): void => {
    if (item === undefined || said !== null) return
    const done = item.kind === 'model' ? openModel(item.model.id) : item.command.run()
    if (done instanceof Promise) void done.then(setSaid)
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
    <ShortcutsDialog label="Go to a model, a page or an action" close={close} className={classes.palette}>
      <div className={classes.head}>
        <input
          className={classes.input}
          type="text"
          role="combobox"
          aria-label="Go to a model, a page or an action"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={`${id}-list`}
          aria-activedescendant={items.length === 0 ? undefined : `${id}-${active}`}
          placeholder="A model, a page, an action…"
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
          <IconX size={18} aria-hidden />
        </button>
      </div>
      <Results id={id} groups={groups} active={active} point={point} choose={choose} />
      {items.length === 0 && <p className={classes.nothing}>Nothing is called “{text.trim()}”.</p>}
      <p className="visually-hidden" role="status">
        {items.length === 0 ? 'Nothing found' : `${items.length} ${items.length === 1 ? 'entry' : 'entries'}`}
      </p>
      {said === null ? <Hint /> : <p className={classes.said}>{said}</p>}
    </ShortcutsDialog>
  )
}

function Hint() {
  return (
    <p className={classes.hint} aria-hidden>
      <span>
        <kbd>↑</kbd> <kbd>↓</kbd> choose
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

const shownForMs = 1_200

/** Long enough to be read. */
function useCloseSoon(isDone: boolean, close: () => void): void {
  useEffect(() => {
    if (!isDone) return
    const timer = setTimeout(close, shownForMs)
    return () => clearTimeout(timer)
  }, [isDone, close])
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }

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
      aria-label="Entries"
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

function useGroups(text: string, openHelp: () => void): PaletteGroup[] {
  const { view } = useCatalogueOf(useListPast())
  const recent = useRecentModels()
  const commands = usePaletteCommands(openHelp)
  return useMemo(() => paletteGroups(text, { view, recent, commands }), [text, view, recent, commands])
}

/** Which row the keys point at; the first one again after each letter. Past the last comes the first. */
function useActive(items: readonly PaletteItem[], text: string) {
  const [{ of, at }, setActive] = useState({ of: text, at: 0 })
  const active = of === text ? Math.min(at, Math.max(0, items.length - 1)) : 0
  const point = (index: number): void => setActive({ of: text, at: index })
  const move = (step: number): void => {
    const last = items.length - 1
    const next = active + step
    if (last < 0) return
    if (Math.abs(step) === 1) point(next > last ? 0 : next < 0 ? last : next)
    else point(Math.min(last, Math.max(0, next)))
  }
  return { active, point, move }
}
