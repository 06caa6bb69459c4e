import { type FilterSearch, filterWords, withParameter } from './change-filter.js'
import classes from './changes.module.css'

/** Nothing is shown: why, and what to leave out for more. */
export function NoChanges({ search, change }: { search: FilterSearch; change: (to: FilterSearch) => void }) {
  const filters = filterWords(search)
  if (filters.length === 0) return <p className={classes.state}>Nothing has changed since Modelkeep began to watch.</p>
  return (
    <div className={classes.state}>
      <p role="status">No change matches. Leave something out:</p>
      <p className={classes.drops}>
        {filters.map(({ name, words }) => (
          <button
            key={name}
            type="button"
            className={classes.button}
            onClick={() => change(withParameter(search, name, ''))}
          >
            Without {words}
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
