import { useDocumentTitle } from '@mantine/hooks'
import type { ErrorComponentProps } from '@tanstack/react-router'
import classes from './view-failure.module.css'

/** A view that could not be fetched, or that failed: the rest of the page goes on. */
export function ViewFailure({ error }: ErrorComponentProps) {
  const problem = error instanceof Error ? error.message : String(error)
  const isUnreachable = /dynamically imported|preload|fetch/i.test(problem)
  useDocumentTitle('Modelkeep')
  return (
    <main id="main" tabIndex={-1} className={classes.failure}>
      <h1>{isUnreachable ? 'This view could not be loaded' : 'Something went wrong in this view'}</h1>
      <p>
        {isUnreachable
          ? 'Modelkeep cannot be reached at the moment, or has been updated since you opened the page.'
          : problem}
      </p>
      <button type="button" onClick={() => window.location.reload()}>
        Try again
      </button>
    </main>
  )
}
