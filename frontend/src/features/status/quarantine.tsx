import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { type FormEvent, useState } from 'react'
import { QuarantineList } from './quarantine-list.js'
import { liveAge } from './status-sentence.js'
import classes from './status.module.css'
import { useQuarantine } from './use-quarantine.js'

/** How many of the listed syncs (newest first) were quarantined, and why the last one was. */
function quarantineSummary(syncs: readonly Sync[], now: number): string {
  const quarantined = syncs.filter(({ status }) => status === 'quarantined')
  const [last] = quarantined
  if (last === undefined) return 'None of the last syncs was quarantined.'
  const verb = quarantined.length === 1 ? 'was' : 'were'
  const age = liveAge(now - Date.parse(last.observed_at))
  const reason = last.detail ?? 'no reason given'
  return `${quarantined.length} of the last ${syncs.length} syncs ${verb} quarantined, the last one ${age}: ${reason}.`
}

/** Quarantined payloads. Everybody sees how many; the list and approvals need the admin token. */
export function Quarantine({ syncs, now }: { syncs: readonly Sync[]; now: number }) {
  const { entries, token, problem, isBusy, unlock, approve, lock } = useQuarantine()
  return (
    <section aria-labelledby="quarantine">
      <h2 id="quarantine">Quarantine</h2>
      <p className={classes.quiet}>{quarantineSummary(syncs, now)}</p>
      {token === null ? (
        <TokenForm unlock={unlock} isBusy={isBusy} />
      ) : (
        <QuarantineList entries={entries} now={now} isBusy={isBusy} approve={approve} lock={lock} />
      )}
      <p className={classes.problem} role="alert">
        {problem}
      </p>
    </section>
  )
}

function TokenForm({ unlock, isBusy }: { unlock: (token: string) => void; isBusy: boolean }) {
  const [token, setToken] = useState('')
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    if (token.trim() !== '') unlock(token.trim())
  }
  return (
    <form className={classes.token} onSubmit={submit}>
      <label htmlFor="admin-token">Admin token</label>
      <input
        id="admin-token"
        type="password"
        autoComplete="off"
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        aria-describedby="admin-token-hint"
      />
      <button type="submit" className={classes.button} disabled={isBusy}>
        Show quarantine
      </button>
      <span id="admin-token-hint" className={classes.quiet}>
        Not stored; a reload forgets it.
      </span>
    </form>
  )
}
