import { IconAdjustmentsHorizontal } from '../../../shared/ui/icons.js'
import { useState } from 'react'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { activeFilters } from './active-filters.js'
import classes from './filter-button.module.css'
import type { FilterPanelProps } from './filter-panel.js'

const FilterDrawer = lazyPart(async () => (await import('./filter-drawer.js')).FilterDrawer)

/** Opens the filters as a dialog, for narrow windows. */
export function FilterButton({
  view,
  total,
  ...filters
}: Omit<FilterPanelProps, 'view'> & { view: CatalogueView | null; total: number }) {
  const [isOpen, setOpen] = useState(false)
  // Stays while another catalogue loads, as when "Removed" is ticked, so that the dialog stays open.
  const [shown, setShown] = useState(view)
  if (view !== null && view !== shown) setShown(view)
  const count = activeFilters(filters.query).length
  return (
    <>
      <button
        type="button"
        className={classes.button}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      >
        <IconAdjustmentsHorizontal size={17} />
        Filters{count > 0 && ` (${count})`}
      </button>
      {isOpen && shown !== null && (
        <OptionalPart>
          <FilterDrawer view={shown} {...filters} total={total} close={() => setOpen(false)} />
        </OptionalPart>
      )}
    </>
  )
}
