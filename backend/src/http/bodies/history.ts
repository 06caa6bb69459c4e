import type { IncomingMessage, ServerResponse } from 'node:http'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import type { PointInTime } from '../../history/historical-catalogues.js'
import { isSettled, type HistoryState } from '../../history/history-state.js'
import { isFromTheFuture } from '../../snapshot/freshness.js'
import type { Origin } from '../../snapshot/snapshot.js'
import { urlOf, type HttpContext } from '../context.js'
import type { Content } from '../../catalogue/content.js'
import { createCachedResponse } from '../response/cached-response.js'

/** An answer made from PostgreSQL. */
export interface HistoryAnswer {
  body: Content | string
  contentType?: string
  /** When what it tells last changed, in Unix milliseconds: `Last-Modified`. */
  changedAt: number
  /** How history stood when it was made. */
  marks: HistoryState
  /** Whether only a rewrite of the past can change it; otherwise the next sync may, too. */
  settled: boolean
  /** It is true of this day only, say: not kept. */
  unkept?: boolean
}

/**
 * Answers from history, and keeps the answer in the response cache for as long as it is true: see there. While the database is
 * away, what is kept is answered; whatever else rejects with DatabaseUnavailable.
 */
export async function answerFromHistory(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  build: () => Promise<HistoryAnswer>,
): Promise<void> {
  const { response, stored } = await ctx.cache.storeHistorical(urlOf(req), async () => {
    const madeAt = ctx.clock.now()
    const { body, contentType, changedAt, marks, settled, unkept } = await build()
    return createCachedResponse(body, originOf(ctx, changedAt, madeAt), {
      history: { ...marks, settled },
      uncacheable: unkept ?? false,
      ...(contentType && { contentType }),
    })
  })
  ctx.writer.write(req, res, response, stored ? 'stored' : 'miss')
}

/** As old as the last word from the database that history is what it was: each poll of it confirms what is kept. */
function originOf({ revalidation }: HttpContext, changedAt: number, madeAt: number): Origin {
  return {
    tier: 'database',
    changedAt,
    get confirmedAt() {
      return Math.max(madeAt, revalidation.status().databaseCheckedAt ?? madeAt)
    },
  }
}

/** What an answer about a moment says of itself. Before the first sync nothing ever changed. */
export function ofMoment({ moment, state, sync }: PointInTime): Omit<HistoryAnswer, 'body'> {
  return { changedAt: sync?.observedAt ?? 0, marks: state, settled: isSettled(moment, state) }
}

/** Unix milliseconds of `as_of`. @throws QueryError where it is later than now, by more than clocks may differ */
export function momentOf(asOf: string, now: number): number {
  const moment = Date.parse(asOf)
  if (isFromTheFuture(moment, now))
    throw new QueryError(
      'as_of',
      `is in the future: it is ${new Date(now).toISOString()} now, and what is not yet observed is not known`,
    )
  return moment
}

/** Why nothing is known of a moment; undefined where something is. */
export function reasonOf({ sync, firstAt, state }: PointInTime): string | undefined {
  if (sync !== null) return undefined
  if (firstAt === null && state.appliedId === null)
    return 'nothing is known of that moment: no catalogue has been observed yet'
  return `nothing is known of that moment: the first observation was made at ${new Date(firstAt ?? 0).toISOString()}`
}
