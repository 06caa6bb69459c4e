import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { Router } from 'express'
import { syncLog } from '../../postgres/queries/sync-log.js'
import { requireAdmin } from '../limits/admin.js'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { postOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { refuseParameters } from '../query-string.js'

const waitForOthersMs = 15_000
const lookEveryMs = 250

/** A sync now, whatever the TTL says, but not past the lease or the breaker. Answers with the sync, however it ended. */
export function refreshRoutes(router: Router, ctx: HttpContext): void {
  postOnly(router, ctx, '/api/refresh', requireAdmin(ctx), async (req, res) => {
    refuseParameters(urlOf(req))
    await answerNow(ctx, req, res, { data: await refresh(ctx) })
  })
}

/** Where another replica holds the lease, its sync is what was asked for. */
async function refresh(ctx: HttpContext): Promise<Sync> {
  const askedAt = ctx.clock.now()
  while (ctx.clock.now() - askedAt < waitForOthersMs) {
    const own = await ctx.revalidation.refresh()
    if (own) return own
    const [newest] = await syncLog(ctx.db, 1, null)
    if (newest && Date.parse(newest.observed_at) >= askedAt) return newest
    await ctx.clock.sleep(lookEveryMs)
  }
  throw new HttpProblem(503, 'another replica holds the lease and has not finished its sync', {
    headers: { 'Retry-After': '15' },
  })
}
