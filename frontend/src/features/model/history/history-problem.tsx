import { ApiProblem } from '../../../shared/api/problem.js'
import classes from './price-history.module.css'

/** Why there is no history to be seen. */
export function HistoryProblem({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <p className={classes.problem} role="alert">
      {reasonOf(error)}{' '}
      {!isUnknown(error) && (
        <button type="button" className={classes.button} onClick={retry}>
          Try again
        </button>
      )}
    </p>
  )
}

const isUnknown = (error: Error): boolean => error instanceof ApiProblem && error.status === 404

function reasonOf(error: Error): string {
  if (!(error instanceof ApiProblem)) return 'Modelkeep does not answer, so its history cannot be shown.'
  if (error.status === 503) return 'The history is kept in the database, which is away at the moment.'
  return isUnknown(error) ? 'No history of this model is known.' : `The history cannot be shown: ${error.message}.`
}
