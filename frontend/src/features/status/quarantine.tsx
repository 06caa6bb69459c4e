import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { getJson } from '../../shared/api/problem.js'
import { QuarantineList } from './quarantine-list.js'
import { liveAge } from './status-sentence.js'
import classes from './status.module.css'

/** What was kept aside. The log says so to everybody; the list, and approval, are for who holds the admin token. */
export function Quarantine({ syncs, now }: { syncs: readonly Sync[]; now: number }) {
  const kept = syncs.filter(({ status }) => status === 'quarantined')
  const { entries, token, problem, isBusy, unlock, approve, lock } = useQuarantine()
  return (
    <section aria-labelledby="quarantine">
      <h2 id="quarantine">Quarantine</h2>
      <p className={classes.quiet}>
        {kept.length === 0
          ? 'None of the last syncs was kept aside.'
          : `${kept.length} of the last ${syncs.length} syncs ${kept.length === 1 ? 'was' : 'were'} kept aside, the newest ${liveAge(now - Date.parse(kept[0]?.observed_at ?? ''))}: ${kept[0]?.detail ?? 'no reason is given'}.`}
      </p>
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
        Show what is kept aside
      </button>
      <span id="admin-token-hint" className={classes.quiet}>
        Forgotten when you leave this page.
      </span>
    </form>
  )
}

/** The token lives in this state and nowhere else. */
function useQuarantine() {
  const client = useQueryClient()
  const [token, setToken] = useState<string | null>(null)
  const [entries, setEntries] = useState<readonly Quarantined[]>([])
  const [problem, setProblem] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const ask = async (work: () => Promise<void>): Promise<void> => {
    setIsBusy(true)
    setProblem('')
    await work().catch((error: unknown) =>
      setProblem(
        error instanceof TypeError
          ? 'Modelkeep cannot be reached.'
          : `That did not work: ${error instanceof Error ? error.message : String(error)}.`,
      ),
    )
    setIsBusy(false)
  }
  const load = async (by: string): Promise<void> => {
    const { data } = await getJson<{ data: Quarantined[] }>('/api/quarantine', authorised(by))
    setEntries(data)
    setToken(by)
  }
  return {
    entries,
    token,
    problem,
    isBusy,
    unlock: (by: string) => void ask(() => load(by)),
    lock: () => {
      setToken(null)
      setEntries([])
    },
    approve: (id: number) =>
      void ask(async () => {
        if (token === null) return
        await getJson(`/api/quarantine/${id}/approve`, { method: 'POST', ...authorised(token) })
        await load(token)
        await Promise.all([
          client.invalidateQueries({ queryKey: ['status'] }),
          client.invalidateQueries({ queryKey: ['catalogue'] }),
        ])
      }),
  }
}

const authorised = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } })
