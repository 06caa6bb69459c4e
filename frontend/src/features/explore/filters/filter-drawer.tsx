import { IconX } from '../../../shared/ui/icons.js'
import { ModalDialog } from '../../../shared/ui/modal-dialog.js'
import { plural, withoutFilters } from './active-filters.js'
import classes from './filter-drawer.module.css'
import { FilterPanel, type FilterPanelProps } from './filter-panel.js'

/** The filters as a dialog, for narrow windows. */
export function FilterDrawer({ total, close, ...panel }: FilterPanelProps & { total: number; close: () => void }) {
  return (
    <ModalDialog close={close} className={classes.drawer} aria-labelledby="filters-title">
      <header className={classes.head}>
        <h2 id="filters-title">Filters</h2>
        <button type="button" onClick={close} aria-label="Close filters" className={classes.close}>
          <IconX size={18} />
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
    </ModalDialog>
  )
}
