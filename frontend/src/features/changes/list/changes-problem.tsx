import { ApiProblem, isWithoutDatabase } from '../../../shared/api/problem.js'
import type { ChangesSearch } from '../../../shared/search/search-parameters.js'
import { rejectedParameter, withParameter } from '../filter/change-filter.js'
import classes from '../changes.module.css'
import { isRejection } from '../data/use-changes.js'

interface ChangesProblemProps {
  error: Error
  search: ChangesSearch
  change: (to: ChangesSearch) => void
  retry: () => void
}

/** Says why changes could not be loaded. The service alone validates the filter. */
export function ChangesProblem({ error, search, change, retry }: ChangesProblemProps) {
  const rejected = isRejection(error) ? rejectedParameter(error.message, search) : null
  return (
    <div className={classes.state} role="alert">
      <p>{reasonOf(error)}</p>
      <p className={classes.drops}>
        {rejected !== null && (
          <button type="button" className={classes.button} onClick={() => change(withParameter(search, rejected, ''))}>
            Remove {rejected}
          </button>
        )}
        {isRejection(error) ? (
          <button type="button" className={classes.button} onClick={() => change({})}>
            Clear all filters
          </button>
        ) : (
          !isWithoutDatabase(error) && (
            <button type="button" className={classes.button} onClick={retry}>
              Try again
            </button>
          )
        )}
      </p>
    </div>
  )
}

function reasonOf(error: Error): string {
  if (!(error instanceof ApiProblem)) return 'Modelkeep cannot be reached. Retrying automatically.'
  if (isWithoutDatabase(error)) return 'There are no changes to show: this Modelkeep runs without a database.'
  if (error.status === 503) return 'Changes cannot be loaded: the database is unavailable. Retrying automatically.'
  return isRejection(error) ? `Invalid filter: ${error.message}.` : `Changes cannot be loaded: ${error.message}.`
}
