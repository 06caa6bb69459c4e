import type { Quarantined, QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { useState } from 'react'
import { clockTime } from '../../shared/ui/ages.js'
import { bytesLabel } from './status-sentence.js'
import classes from './status.module.css'

const reasons: Record<QuarantineReason, string> = {
  not_json: 'No JSON',
  not_envelope: 'No list of models',
  empty: 'Empty list',
  too_many_broken: 'Too many broken models',
  shrunk: 'Lost many models',
  broken_model: 'One broken model',
  truncated: 'Cut short',
  too_large: 'Too large',
  bad_encoding: 'Bad encoding',
}

interface QuarantineListProps {
  entries: readonly Quarantined[]
  now: number
  isBusy: boolean
  approve: (id: number) => void
  lock: () => void
}

/** Everything that is kept aside, newest first. A list that lost many models can be believed all the same, after a second look. */
export function QuarantineList({ entries, now, isBusy, approve, lock }: QuarantineListProps) {
  const [asked, setAsked] = useState<number | null>(null)
  return (
    <>
      {entries.length === 0 && <p>Nothing is kept aside.</p>}
      <ul className={classes.kept}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <div>
              <strong>{reasons[entry.reason]}</strong> {entry.model_id !== null && <code>{entry.model_id}</code>}
              <p>{entry.detail}</p>
              <p className={classes.quiet}>
                Seen {entry.times === 1 ? 'once' : `${entry.times} times`}, last at{' '}
                {clockTime(Date.parse(entry.last_observed_at), now)}; {bytesLabel(entry.bytes)}
                {entry.approved_at !== null && `; approved at ${clockTime(Date.parse(entry.approved_at), now)}`}
              </p>
            </div>
            {entry.reason === 'shrunk' && entry.approved_at === null && (
              <div className={classes.actions}>
                {asked === entry.id ? (
                  <>
                    <span>Believe it? Models that it lacks leave the catalogue.</span>
                    <button
                      type="button"
                      className={classes.button}
                      data-primary
                      disabled={isBusy}
                      onClick={() => (setAsked(null), approve(entry.id))}
                    >
                      Yes, approve
                    </button>
                    <button type="button" className={classes.button} onClick={() => setAsked(null)}>
                      Cancel
                    </button>
                  </>
                ) : (
                  <button type="button" className={classes.button} disabled={isBusy} onClick={() => setAsked(entry.id)}>
                    Approve…
                  </button>
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      <button type="button" className={classes.button} onClick={lock}>
        Forget the token
      </button>
    </>
  )
}
