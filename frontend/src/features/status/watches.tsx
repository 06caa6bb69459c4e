import { adminProblem, useAdminToken } from '../../shared/api/use-admin-token.js'
import classes from './status.module.css'
import { useWatches } from './use-watches.js'
import { WatchItem } from './watch-item.js'

/** Watches and what they have sent, for those who have entered the admin token. */
export function Watches({ now }: { now: number }) {
  const { token } = useAdminToken()
  return (
    <section aria-labelledby="watches">
      <h2 id="watches">Watches</h2>
      {token === null ? (
        <p className={classes.quiet}>Watches are shown with the admin token.</p>
      ) : (
        <WatchList token={token} now={now} />
      )}
    </section>
  )
}

function WatchList({ token, now }: { token: string; now: number }) {
  const { data, error } = useWatches(token)
  return (
    <>
      {data?.data.length === 0 && (
        <p className={classes.quiet}>There are no watches. “Subscribe” on a model or on Changes creates one.</p>
      )}
      <ul className={classes.quarantined}>
        {data?.data.map((watch) => (
          <WatchItem key={watch.id} watch={watch} token={token} now={now} />
        ))}
      </ul>
      <p className={classes.problem} role="alert">
        {error !== null && adminProblem(error)}
      </p>
    </>
  )
}
