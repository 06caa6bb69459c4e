import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { IconX } from '@tabler/icons-react'
import { activeFilters, withoutFilters } from './active-filters.js'
import classes from './filter-chips.module.css'
import { holdsPreset, presets, togglePreset } from './presets.js'
import type { Change } from '../use-search-text.js'

interface ChipsProps {
  query: ListQuery
  change: Change
}

/** What most people look for, by one press. */
export function PresetChips({ query, change }: ChipsProps) {
  return (
    <div role="group" aria-label="Presets" className={classes.presets}>
      {presets.map((preset) => (
        <button
          key={preset.name}
          type="button"
          className={classes.preset}
          title={preset.title}
          aria-pressed={holdsPreset(query, preset)}
          onClick={() => change(togglePreset(query, preset))}
        >
          {preset.name}
        </button>
      ))}
    </div>
  )
}

/** What narrows the list now, each to be taken away. */
export function ActiveChips({ query, change }: ChipsProps) {
  const filters = activeFilters(query)
  if (filters.length === 0) return null
  const takeAway = (button: HTMLElement, patch: Partial<ListQuery>): void => {
    // The button goes: the focus is to stay near.
    const next = button.nextElementSibling
    if (next instanceof HTMLElement && next.dataset['chip'] !== undefined) next.focus()
    else document.getElementById('search')?.focus()
    change(patch)
  }
  return (
    <div role="group" aria-label="Active filters" className={classes.active}>
      {filters.map(({ key, text, patch }) => (
        <button
          key={key}
          type="button"
          className={classes.chip}
          data-chip
          onClick={(event) => takeAway(event.currentTarget, patch)}
          aria-label={`Remove the filter: ${text}`}
        >
          {text}
          <IconX size={13} aria-hidden />
        </button>
      ))}
      <button
        type="button"
        className={classes.clear}
        onClick={(event) => takeAway(event.currentTarget, withoutFilters(query))}
      >
        Clear all
      </button>
    </div>
  )
}
