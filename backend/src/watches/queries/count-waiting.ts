import type { Queryable } from '../../postgres/queryable.js'

export interface WaitingEvents {
  /** Events of active watches that are due and not delivered yet. */
  due: number
  /** Watches that were paused after failures, or disabled by a 410. */
  stopped: number
}

export async function countWaitingEvents(db: Queryable): Promise<WaitingEvents> {
  const [row] = await db.query<WaitingEvents>(
    `SELECT
       (SELECT count(*) FROM watch_events AS event JOIN watches AS watch ON watch.id = event.watch_id
        WHERE event.state = 'pending' AND watch.state = 'active' AND event.due_at <= now()) AS due,
       (SELECT count(*) FROM watches WHERE state <> 'active' AND state_reason IS NOT NULL) AS stopped`,
  )
  return row ?? { due: 0, stopped: 0 }
}
