import { ApiProblem } from '../../shared/api/problem.js'
import classes from './model-states.module.css'

/** No catalogue has come yet, so that nothing can be said about any model. */
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
      <h1 id={titleId}>The catalogue cannot be loaded</h1>
      <p>
        {error instanceof ApiProblem ? `Modelkeep answered: ${error.message}` : 'Modelkeep does not answer.'} So it
        cannot be said what <code>{id}</code> is. The page tries again by itself.
      </p>
      <button type="button" className={classes.button} onClick={retry}>
        Try again now
      </button>
    </div>
  )
}
