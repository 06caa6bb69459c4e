import type { Router } from 'express'
import { loadOnce } from '../../lib/load-once.js'
import { createExposition } from '../../observe/exposition.js'
import { quarantineWaiting } from '../../postgres/queries/quarantine-waiting.js'
import { singleFlight } from '../../lib/single-flight.js'
import { urlOf, type HttpContext } from '../context.js'
import { createCachedResponse } from '../response/cached-response.js'
import { getOnly } from '../methods.js'
import { metricsOf } from '../metrics.js'
import { refuseParameters } from '../query-string.js'

/**
 * What happened, for Prometheus. Like the health routes it waits on nothing that can hang: what only the database knows is asked for
 * behind each scrape, and shown by the next one.
 */
export function metricsRoutes(router: Router, ctx: HttpContext): void {
  let waiting: number | null = null
  const lookBehind = singleFlight(async () => {
    waiting = await quarantineWaiting(ctx.db).catch(() => waiting) // away: what waited goes on waiting
  })
  const exposition = loadOnce(() => createExposition(metricsOf(ctx, () => waiting)))
  getOnly(router, ctx, '/metrics', async (req, res) => {
    refuseParameters(urlOf(req))
    if (ctx.db.status().state === 'connected') void lookBehind.run()
    const { contentType, text } = await exposition.get()
    ctx.writer.write(req, res, createCachedResponse(await text(), null, { contentType }), 'miss')
  })
}
