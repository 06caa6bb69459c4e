import { isApprovable, isApproved } from '@modelkeep/catalog/contract/approvable'
import type { Quarantined, QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import { SOURCE_NAMES } from '@modelkeep/catalog/lifecycle/source-names'
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
            <Facts entry={entry} now={now} />
            {isApprovable(entry.reason) && !isApproved(entry) && (
              <Approval
                source={entry.source}
                isBusy={isBusy}
                isConfirming={confirming === entry.id}
                confirm={(isConfirming) => setConfirming(isConfirming ? entry.id : null)}
                approve={() => approve(entry.id)}
              />
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

function Facts({ entry, now }: { entry: Quarantined; now: number }) {
  return (
    <div>
      <strong>
        {entry.source !== 'openrouter' && `${SOURCE_NAMES[entry.source]}: `}
        {reasons[entry.reason]}
      </strong>{' '}
      {entry.model_id !== null && <code>{entry.model_id}</code>}
      <p>{entry.detail}</p>
      <p className={classes.quiet}>
        Seen {entry.times === 1 ? 'once' : `${entry.times} times`}, last at{' '}
        {clockTime(Date.parse(entry.last_observed_at), now)}; {bytesLabel(entry.bytes)}
        {entry.approved_at !== null && `; approved at ${clockTime(Date.parse(entry.approved_at), now)}`}
      </p>
    </div>
  )
}

interface ApprovalProps {
  source: Quarantined['source']
  isBusy: boolean
  isConfirming: boolean
  confirm: (isConfirming: boolean) => void
  approve: () => void
}

function Approval({ source, isBusy, isConfirming, confirm, approve }: ApprovalProps) {
  const style = { type: 'button', className: classes.button } as const
  if (!isConfirming)
    return (
      <div className={classes.actions}>
        <button {...style} disabled={isBusy} onClick={() => confirm(true)}>
          Approve…
        </button>
      </div>
    )
  return (
    <div className={classes.actions}>
      <span>Approve this list? {source === 'openrouter' ? 'Models' : 'Entries'} missing from it will be removed.</span>
      <button {...style} data-primary disabled={isBusy} onClick={() => (confirm(false), approve())}>
        Approve
      </button>
      <button {...style} onClick={() => confirm(false)}>
        Cancel
      </button>
    </div>
  )
}
