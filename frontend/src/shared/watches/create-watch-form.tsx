import type { Watch, WatchFilter } from '@modelkeep/catalog/contract/watches'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type FormEvent, useId, useState } from 'react'
import { getJson } from '../api/problem.js'
import { adminProblem, authorised, useAdminToken } from '../api/use-admin-token.js'
import { CopyButton } from '../ui/copy-button.js'
import { exampleOf, watchBody, type WatchDraft } from './watch-commands.js'
import classes from './watch-section.module.css'

type Created = Watch & { secret: string | null }

/** Creates the watch with the admin token, and shows its secret once. */
export function CreateWatchForm({ draft, filter }: { draft: WatchDraft; filter: WatchFilter }) {
  const id = useId()
  const { token, setToken } = useAdminToken()
  const [typed, setTyped] = useState('')
  const { created, problem, isBusy, create } = useCreateWatch()
  const submit = (event: FormEvent): void => {
    event.preventDefault()
    const missing = missingPart(draft, token ?? typed)
    void create({ draft, filter, token: (token ?? typed).trim(), missing }).then(
      (isCreated) => isCreated && setTyped(''),
    )
  }
  return (
    <form className={classes.create} onSubmit={submit} aria-label="Create the watch here">
      {token === null ? (
        <div className={classes.fields}>
          <label htmlFor={id}>Admin token</label>
          <input
            id={id}
            type="password"
            autoComplete="off"
            value={typed}
            onChange={({ target: { value } }) => setTyped(value)}
            aria-describedby={`${id}-hint`}
          />
        </div>
      ) : null}
      <div className={classes.actions}>
        <button type="submit" className={classes.button} disabled={isBusy}>
          Create the watch
        </button>
        {token === null ? (
          <span id={`${id}-hint`} className={classes.hint}>
            The token is not stored; a reload forgets it.
          </span>
        ) : (
          <button type="button" className={classes.link} onClick={() => setToken(null)}>
            Forget the admin token
          </button>
        )}
      </div>
      <p className={classes.problem} role="alert">
        {problem}
      </p>
      <div role="status">{created !== null && <CreatedWatch {...created} />}</div>
    </form>
  )
}

function CreatedWatch({ id, name, secret }: Created) {
  return (
    <div className={classes.created}>
      <p>
        Watch {id} “{name}” is created. <Link to="/status">Status</Link> shows what it sends.
      </p>
      {secret !== null && (
        <p>
          Its secret, which is not shown again: <code>{secret}</code>{' '}
          <CopyButton text={secret} what="the secret" label="Copy" />
        </p>
      )}
    </div>
  )
}

/** What has to be entered first, in a sentence; null: nothing. */
function missingPart({ name, type, target }: WatchDraft, token: string): string | null {
  if (name.trim() === '') return 'Enter a name.'
  if (target.trim() === '') return `Enter ${type === 'email' ? 'an address' : 'a URL'}, such as ${exampleOf(type)}.`
  return token.trim() === '' ? 'Enter the admin token.' : null
}

interface Request {
  draft: WatchDraft
  filter: WatchFilter
  token: string
  missing: string | null
}

/** A token is kept if the service accepted it. */
function useCreateWatch() {
  const client = useQueryClient()
  const { setToken } = useAdminToken()
  const [created, setCreated] = useState<Created | null>(null)
  const [problem, setProblem] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const create = async ({ draft, filter, token, missing }: Request): Promise<boolean> => {
    setProblem(missing ?? '')
    setCreated(null)
    if (missing !== null) return false
    setIsBusy(true)
    try {
      const request = authorised(token, 'POST', watchBody(draft, filter))
      const { data } = await getJson<{ data: Created }>('/api/watches', request)
      setCreated(data)
      setToken(token)
      void client.invalidateQueries({ queryKey: ['admin'] })
      return true
    } catch (error) {
      setProblem(adminProblem(error))
      return false
    } finally {
      setIsBusy(false)
    }
  }
  return { created, problem, isBusy, create }
}
