import { useDocumentTitle } from '@mantine/hooks'
import { useLocation, useRouter } from '@tanstack/react-router'
import { isLoadFailure } from '../shared/ui/is-load-failure.js'
import { OverlayDialog } from './shortcuts/overlay-dialog.js'
import { useReloadWhenReachable } from './use-reload-when-reachable.js'
import classes from './view-failure.module.css'

interface ViewFailureProps {
  error: unknown
}

/** Shown in place of a view that failed to load or render; the rest of the page keeps working. */
export function ViewFailure({ error }: ViewFailureProps) {
  useDocumentTitle('Modelkeep')
  return (
    <main id="main" tabIndex={-1} className={classes.failure}>
      <Explanation error={error} />
    </main>
  )
}

/** Like `ViewFailure`. Over the list when the model was opened from it. */
export function ModelFailure({ error }: ViewFailureProps) {
  const { history } = useRouter()
  const isOverList = useLocation({ select: ({ state }) => state.list !== undefined })
  if (!isOverList) return <ViewFailure error={error} />
  return (
    <OverlayDialog label="This model could not be shown" close={() => history.back()}>
      <div className={classes.inDialog}>
        <Explanation error={error} />
        <button type="button" onClick={() => history.back()}>
          Close
        </button>
      </div>
    </OverlayDialog>
  )
}

function Explanation({ error }: ViewFailureProps) {
  const isUnreachable = isLoadFailure(error)
  useReloadWhenReachable(isUnreachable)
  return (
    <>
      <h1>{isUnreachable ? 'This view could not be loaded' : 'Something went wrong in this view'}</h1>
      <p>
        {isUnreachable
          ? 'Modelkeep cannot be reached at the moment, or was updated after you opened the page. It is tried again automatically.'
          : error instanceof Error
            ? error.message
            : String(error)}
      </p>
      <button type="button" onClick={() => window.location.reload()}>
        Try again
      </button>
    </>
  )
}
