import type { Quarantined } from '@modelkeep/catalog/contract/quarantine'
import type { Sync } from '@modelkeep/catalog/contract/syncs'
import type { Router } from 'express'
import { createObservation } from '../../snapshot/observation.js'
import { newestSync } from '../../postgres/queries/newest-sync.js'
import { listQuarantined, markApproved, readQuarantined } from '../../postgres/queries/quarantine.js'
import { requireAdmin } from '../limits/admin.js'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { getOnly, postOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { refuseParameters } from '../query-string.js'
import { quoted } from '../request-target.js'

/** What was kept aside, and the approval of a list that lost many models. */
export function quarantineRoutes(router: Router, ctx: HttpContext): void {
  const admin = requireAdmin(ctx)
  getOnly(router, ctx, '/api/quarantine', admin, async (req, res) => {
    refuseParameters(urlOf(req))
    await answerNow(ctx, req, res, { data: await listQuarantined(ctx.db) })
  })
  postOnly(router, ctx, '/api/quarantine/:id/approve', admin, async (req, res) => {
    refuseParameters(urlOf(req))
    await answerNow(ctx, req, res, { data: await approve(ctx, String(req.params['id'])) })
  })
}

/** Judges the kept payload again, this time believing its loss, and commits it with the time at which it was last seen. */
async function approve(ctx: HttpContext, id: string): Promise<Sync> {
  if (!/^\d{1,15}$/.test(id))
    throw new HttpProblem(400, `the id of a quarantined payload is a whole number, not ${quoted(id)}`)
  const found = await readQuarantined(ctx.db, Number(id))
  if (found === null) throw new HttpProblem(404, `nothing with the id ${id} is kept aside`)
  await refuseUnlessApprovable(ctx, found.entry)
  const observation = createObservation({
    observedAt: Date.parse(found.entry.last_observed_at),
    source: 'approval',
    scope: found.entry.scope,
    durationMs: 0,
    bytes: found.body,
  })
  const done = await ctx.revalidation.approve({ kind: 'payload', observation })
  if (done === null)
    throw new HttpProblem(409, 'a sync is under way; try again in a moment', { headers: { 'Retry-After': '2' } })
  if (done.status === 'quarantined')
    throw new HttpProblem(409, `its loss apart, it cannot be believed either: ${done.detail ?? ''}`)
  await markApproved(ctx.db, Number(id), ctx.clock.now())
  return done
}

async function refuseUnlessApprovable(ctx: HttpContext, entry: Quarantined): Promise<void> {
  if (entry.reason !== 'shrunk')
    throw new HttpProblem(409, `only a list that lost models can be approved; this was kept aside as ${entry.reason}`)
  const { newest } = await newestSync(ctx.db)
  if (!newest || newest.confirmedAt < Date.parse(entry.last_observed_at)) return
  throw new HttpProblem(
    409,
    entry.approved_at === null
      ? 'a good list has come since; this one is out of date'
      : `it was approved at ${entry.approved_at}`,
  )
}
