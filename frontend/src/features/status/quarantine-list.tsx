import { isApprovable } from '@modelkeep/catalog/contract/approvable'
import type { Quarantined, QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { useState } from 'react'
import { clockTime } from '../../shared/ui/ages.js'
import { bytesLabel } from './status-sentence.js'
import classes from './status.module.css'

const reasons: Record<QuarantineReason, string> = {
  not_json: 'Not JSON',
  not_envelope: 'Not a list of models',
  empty: 'Empty list',
  too_many_broken: 'Too many broken models',
  grown: 'List grew',
  shrunk: 'List shrank',
  broken_model: 'Broken model',
  truncated: 'Truncated',
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

/** Quarantined payloads, newest first. A list can be approved, after a confirmation. */
export function QuarantineList({ entries, now, isBusy, approve, lock }: QuarantineListProps) {
  const [confirming, setConfirming] = useState<number | null>(null)
  return (
    <>
      {entries.length === 0 && <p>Nothing is quarantined.</p>}
      <ul className={classes.quarantined}>
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
            {isApprovable(entry.reason) && entry.approved_at === null && (
              <div className={classes.actions}>
                {confirming === entry.id ? (
                  <>
                    <span>Approve this list? Models missing from it will be removed.</span>
                    <button
                      type="button"
                      className={classes.button}
                      data-primary
                      disabled={isBusy}
                      onClick={() => (setConfirming(null), approve(entry.id))}
                    >
                      Approve
                    </button>
                    <button type="button" className={classes.button} onClick={() => setConfirming(null)}>
                      Cancel
                    </button>
                  </>
                ) : (
                  <button
                    type="button"
                    className={classes.button}
                    disabled={isBusy}
                    onClick={() => setConfirming(entry.id)}
                  >
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
