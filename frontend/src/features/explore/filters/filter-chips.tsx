import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import type { PageQuery } from '../../../shared/search/page-query.js'
import { IconX } from '../../../shared/ui/icons.js'
import { activeFilters, withoutFilters } from './active-filters.js'
import classes from './filter-chips.module.css'
import { holdsPreset, presets, togglePreset } from './presets.js'
import type { ChangeQuery } from '../../../shared/search/use-list-query.js'

interface ChipsProps {
  query: PageQuery
  change: ChangeQuery
}

/** Toggles for common filters. */
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

/** The active filters; clicking one removes it. */
export function ActiveChips({ query, change, view }: ChipsProps & { view: CatalogueView | null }) {
  const filters = activeFilters(query, view?.authorNames)
  if (filters.length === 0) return null
  const remove = (button: HTMLElement, patch: Partial<PageQuery>): void => {
    // The button disappears: keep the focus near it.
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
          onClick={(event) => remove(event.currentTarget, patch)}
          aria-label={`Remove filter: ${text}`}
        >
          {text}
          <IconX size={13} />
        </button>
      ))}
      <button
        type="button"
        className={classes.clear}
        onClick={(event) => remove(event.currentTarget, withoutFilters(query))}
      >
        Clear all
      </button>
    </div>
  )
}
