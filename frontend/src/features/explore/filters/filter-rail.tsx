import { useDeferredValue } from 'react'
import type { CatalogueView } from '../../../shared/api/catalogue-view.js'
import { lazyPart } from '../../../shared/ui/lazy-part.js'
import { OptionalPart } from '../../../shared/ui/optional-part.js'
import type { FilterPanelProps } from './filter-panel.js'
import classes from './filter-rail.module.css'

// Loaded on demand: narrow windows only need it in the drawer.
const FilterPanel = lazyPart(async () => (await import('./filter-panel.js')).FilterPanel)

/** The filters beside the list, with their own scrolling. */
export function FilterRail({
  view,
  query,
  ...filters
}: Omit<FilterPanelProps, 'view'> & { view: CatalogueView | null }) {
  // The list renders first, the counts afterwards.
  const counted = useDeferredValue(query)
  return (
    <section className={classes.rail} aria-labelledby="filters">
      <h2 id="filters" className="visually-hidden">
        Filters
      </h2>
      {view === null ? (
        <RailSkeleton />
      ) : (
        <OptionalPart waiting={<RailSkeleton />}>
          <FilterPanel view={view} query={counted} {...filters} />
        </OptionalPart>
      )}
    </section>
  )
}

function RailSkeleton() {
  return (
    <div className={classes.skeleton} aria-hidden>
      {Array.from({ length: 18 }, (_, row) => (
        <i key={row} style={{ width: `${5 + ((row * 3) % 6)}rem` }} />
      ))}
    </div>
  )
}
