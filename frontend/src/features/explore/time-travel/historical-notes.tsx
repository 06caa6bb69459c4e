import type { ReactNode } from 'react'
import { ApiProblem } from '../../../shared/api/problem.js'
import classes from '../../../shared/ui/notes.module.css'
import { asOfField, fieldValue, momentIn, momentLabel, readable } from '../../../shared/ui/utc-time.js'

type Go = (patch: { as_of?: string | undefined; removed?: undefined }) => void

function Note({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className={classes.note} role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      <div className={classes.actions}>{children}</div>
    </section>
  )
}

/** Nothing had been observed yet at that moment. */
export function NothingThen({ reason, change }: { reason: string; change: Go }) {
  const first = momentIn(reason)
  return (
    <Note title="There is no catalogue of that moment" text={readable(reason)}>
      {first !== null && (
        <button
          type="button"
          className={classes.action}
          onClick={() => change({ as_of: asOfField(fieldValue(first, true)) })}
        >
          Go to {momentLabel(first)}
        </button>
      )}
      <button type="button" className={classes.quiet} onClick={() => change({ as_of: undefined })}>
        Back to now
      </button>
    </Note>
  )
}

/** The service gave no catalogue of that moment, or cannot now. */
export function PastFailure({ error, retry, change }: { error: Error; retry: () => void; change: Go }) {
  const isRefused = error instanceof ApiProblem && error.status < 500
  const text =
    error instanceof ApiProblem
      ? readable(error.message.replace(/^as_of: is/, 'That moment is'))
      : 'The service does not answer. It may be starting, or your connection may be down.'
  return (
    <Note title={isRefused ? 'There is no catalogue of that moment' : 'The past could not be loaded'} text={text}>
      {!isRefused && (
        <button type="button" className={classes.action} onClick={retry}>
          Try again
        </button>
      )}
      <button
        type="button"
        className={isRefused ? classes.action : classes.quiet}
        onClick={() => change({ as_of: undefined, removed: undefined })}
      >
        Back to the catalogue of now
      </button>
    </Note>
  )
}
