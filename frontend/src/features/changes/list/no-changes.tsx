import { useCatalogue } from '../../../shared/api/use-catalogue.js'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { activeFilters, withParameter } from '../filter/change-filter.js'
import classes from '../changes.module.css'

/** No changes match: suggests which filter to remove. */
export function NoChanges({ search, change }: { search: ChangesSearch; change: (to: ChangesSearch) => void }) {
  const { view } = useCatalogue()
  const filters = activeFilters(search, view?.authorNames)
  if (filters.length === 0) return <p className={classes.state}>No changes have been observed yet.</p>
  return (
    <div className={classes.state}>
      <p role="status">No changes match. Remove a filter:</p>
      <p className={classes.drops}>
        {filters.map(({ name, text }) => (
          <button
            key={name}
            type="button"
            className={classes.button}
            onClick={() => change(withParameter(search, name, ''))}
          >
            Remove {text}
          </button>
        ))}
        {filters.length > 1 && (
          <button type="button" className={classes.button} onClick={() => change({})}>
            Clear all filters
          </button>
        )}
      </p>
    </div>
  )
}
