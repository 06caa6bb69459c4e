import type { Database } from '../../postgres/database.js'
import type { Queryable } from '../../postgres/queryable.js'

export interface Attempt {
  watchId: number
  messageId: string
  attempt: number
  status: number | null
  latencyMs: number
  detail: string
}

/** A watch is paused after so many failed attempts in a row. */
export const failuresUntilPause = 20

/** The watch is updated before its events, in the order in which all transactions lock them. */
export function settleDelivered(db: Database, attempt: Attempt): Promise<void> {
  return db.transaction(async (tx) => {
    await insertDelivery(tx, attempt, 'delivered')
    await tx.query('UPDATE watches SET failures = 0 WHERE id = $1 AND failures > 0', [attempt.watchId])
    await tx.query(
      `UPDATE watch_events SET state = 'delivered', settled_at = now(), claimed_until = NULL
       WHERE message_id = $1 AND state = 'pending'`,
      [attempt.messageId],
    )
  })
}

/** `retryInMs`: null gives the message up. `disable`: why the watch must not be tried again. */
export function settleFailed(
  db: Database,
  attempt: Attempt,
  { retryInMs, disable }: { retryInMs: number | null; disable: string | null },
): Promise<void> {
  return db.transaction(async (tx) => {
    await insertDelivery(tx, attempt, 'failed')
    await tx.query(
      `UPDATE watches SET failures = failures + 1, updated_at = now(),
         state = CASE WHEN $2::text IS NOT NULL THEN 'disabled' WHEN state = 'active' AND failures + 1 >= $3 THEN 'paused' ELSE state END,
         state_reason = CASE
           WHEN $2::text IS NOT NULL THEN $2
           WHEN state = 'active' AND failures + 1 >= $3 THEN format('%s attempts in a row failed; the last: %s', failures + 1, $4::text)
           ELSE state_reason
         END
       WHERE id = $1`,
      [attempt.watchId, disable, failuresUntilPause, attempt.detail],
    )
    // Unless another process has claimed it since.
    await tx.query(
      `UPDATE watch_events SET claimed_until = NULL,
         state = CASE WHEN $3::double precision IS NULL THEN 'failed' ELSE state END,
         settled_at = CASE WHEN $3::double precision IS NULL THEN now() END,
         due_at = now() + coalesce($3::double precision, 0) * interval '1 millisecond'
       WHERE message_id = $1 AND state = 'pending' AND attempts = $2`,
      [attempt.messageId, attempt.attempt, retryInMs],
    )
  })
}

async function insertDelivery(tx: Queryable, attempt: Attempt, outcome: 'delivered' | 'failed'): Promise<void> {
  const { watchId, messageId, attempt: nr, status, latencyMs, detail } = attempt
  await tx.query(
    `INSERT INTO watch_deliveries (watch_id, message_id, attempt, outcome, status, latency_ms, detail)
     SELECT id, $2, $3, $4, $5, $6, $7 FROM watches WHERE id = $1`, // it may have been removed meanwhile
    [watchId, messageId, nr, outcome, status, Math.round(latencyMs), detail],
  )
}
