import { ApiProblem } from '../../shared/api/problem.js'
import { type FilterSearch, refusedParameter, withParameter } from './change-filter.js'
import classes from './changes.module.css'
import { isRefusal } from './use-changes.js'

interface ChangesProblemProps {
  error: Error
  search: FilterSearch
  change: (to: FilterSearch) => void
  retry: () => void
}

/** Why there are no changes, or no older ones. What the URL asks for is judged by the service alone. */
export function ChangesProblem({ error, search, change, retry }: ChangesProblemProps) {
  const refused = isRefusal(error) ? refusedParameter(error.message, search) : null
  return (
    <div className={classes.state} role="alert">
      <p>{reasonOf(error)}</p>
      <p className={classes.drops}>
        {refused !== null && (
          <button type="button" className={classes.button} onClick={() => change(withParameter(search, refused, ''))}>
            Leave out {refused}
          </button>
        )}
        {isRefusal(error) ? (
          <button type="button" className={classes.button} onClick={() => change({})}>
            Clear all filters
          </button>
        ) : (
          <button type="button" className={classes.button} onClick={retry}>
            Try again
          </button>
        )}
      </p>
    </div>
  )
}

function reasonOf(error: Error): string {
  if (!(error instanceof ApiProblem)) return 'Modelkeep does not answer. The page tries again by itself.'
  if (error.status === 503)
    return 'The changes are kept in the database, which is away at the moment. The page tries again by itself.'
  return isRefusal(error)
    ? `This filter cannot be read: ${error.message}.`
    : `The changes cannot be shown: ${error.message}.`
}
