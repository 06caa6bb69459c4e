import { ApiProblem } from '../../shared/api/problem.js'
import classes from './model-states.module.css'

/** The catalogue could not be loaded, so nothing is known about the model. */
export function Unreachable({
  id,
  titleId,
  error,
  retry,
}: {
  id: string
  titleId: string
  error: Error
  retry: () => void
}) {
  return (
    <div className={classes.state}>
      <h1 id={titleId}>The catalogue could not be loaded</h1>
      <p>
        {error instanceof ApiProblem ? `Modelkeep responded: ${error.message}.` : 'Modelkeep cannot be reached.'} The
        page for <code>{id}</code> will load as soon as it does; retrying automatically.
      </p>
      <button type="button" className={classes.button} onClick={retry}>
        Try again
      </button>
    </div>
  )
}
