import { useDocumentTitle } from '@mantine/hooks'
import type { ErrorComponentProps } from '@tanstack/react-router'
import classes from './view-failure.module.css'

/** Shown in place of a view that failed to load or render; the rest of the page keeps working. */
export function ViewFailure({ error }: ErrorComponentProps) {
  const problem = error instanceof Error ? error.message : String(error)
  const isUnreachable = /dynamically imported|preload|fetch/i.test(problem)
  useDocumentTitle('Modelkeep')
  return (
    <main id="main" tabIndex={-1} className={classes.failure}>
      <h1>{isUnreachable ? 'This view could not be loaded' : 'Something went wrong in this view'}</h1>
      <p>
        {isUnreachable
          ? 'Modelkeep cannot be reached at the moment, or was updated after you opened the page.'
          : problem}
      </p>
      <button type="button" onClick={() => window.location.reload()}>
        Try again
      </button>
    </main>
  )
}
