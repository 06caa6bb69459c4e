import { IconX } from '@tabler/icons-react'
import { useLayoutEffect, useRef } from 'react'
import { plural, withoutFilters } from './active-filters.js'
import classes from './filter-drawer.module.css'
import { FilterPanel, type FilterPanelProps } from './filter-panel.js'

/** The filters where there is no room for them beside the list. A dialog of the browser's own: it keeps the focus, and Esc closes it. */
export function FilterDrawer({ total, close, ...panel }: FilterPanelProps & { total: number; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const element = dialog.current
    element?.showModal()
    // By hand and before it is taken away, so that focus goes back to where it was.
    return () => element?.close()
  }, [])
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- Esc does the same by keyboard
    <dialog
      ref={dialog}
      className={classes.drawer}
      aria-labelledby="filters-title"
      data-locks-scroll
      onClose={(event) => !event.currentTarget.open && close()}
      onClick={(event) => event.target === event.currentTarget && close()}
    >
      <header className={classes.head}>
        <h2 id="filters-title">Filters</h2>
        <button type="button" onClick={close} aria-label="Close the filters" className={classes.close}>
          <IconX size={18} aria-hidden />
        </button>
      </header>
      <div className={classes.inside}>
        <FilterPanel {...panel} />
      </div>
      <footer className={classes.foot}>
        <button
          type="button"
          className={classes.clear}
          onClick={() => panel.change(withoutFilters({ ...panel.query, q: undefined }))}
        >
          Clear all
        </button>
        <button type="button" className={classes.show} onClick={close}>
          Show {plural(total, 'model')}
        </button>
      </footer>
    </dialog>
  )
}
