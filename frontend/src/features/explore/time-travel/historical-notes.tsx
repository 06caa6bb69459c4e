import type { ReactNode } from 'react'
import { ApiProblem } from '../../../shared/api/problem.js'
import classes from '../../../shared/ui/notes.module.css'
import { asOfField, asSentence, fieldValue, timeIn, utcLabel } from '../../../shared/ui/utc-time.js'

type Change = (patch: { as_of?: string | undefined; removed?: undefined }) => void

const noCatalogue = 'No catalogue at that time'

function Note({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  return (
    <section className={classes.note} role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      <div className={classes.actions}>{children}</div>
    </section>
  )
}

/** The requested time is before the first observation, which the reason names. */
export function NoCatalogueYet({ reason, change }: { reason: string; change: Change }) {
  const first = timeIn(reason)
  return (
    <Note title={noCatalogue} text={asSentence(reason)}>
      {first !== null && (
        <button
          type="button"
          className={classes.action}
          onClick={() => change({ as_of: asOfField(fieldValue(first, true)) })}
        >
          Go to {utcLabel(first)}
        </button>
      )}
      <button type="button" className={classes.quiet} onClick={() => change({ as_of: undefined })}>
        Back to now
      </button>
    </Note>
  )
}

/** The historical catalogue could not be loaded, or the service rejected the time. */
export function HistoricalFailure({ error, retry, change }: { error: Error; retry: () => void; change: Change }) {
  const isRejected = error instanceof ApiProblem && error.status < 500
  const text =
    error instanceof ApiProblem
      ? asSentence(error.message.replace(/^as_of: is/, 'That time is'))
      : 'Modelkeep cannot be reached. It may be starting, or you may be offline.'
  return (
    <Note title={isRejected ? noCatalogue : 'The historical catalogue could not be loaded'} text={text}>
      {!isRejected && (
        <button type="button" className={classes.action} onClick={retry}>
          Try again
        </button>
      )}
      <button
        type="button"
        className={isRejected ? classes.action : classes.quiet}
        onClick={() => change({ as_of: undefined, removed: undefined })}
      >
        Back to the current catalogue
      </button>
    </Note>
  )
}
