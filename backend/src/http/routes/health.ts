import type { Router } from 'express'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { cacheHealth, databaseHealth, modelsHealth, overallHealth } from '../health-reports.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../problem.js'
import { refuseParameters } from '../query-string.js'

/** For probes and for people. None of them waits on a dependency but `/health/database`, and that with a deadline. */
export function healthRoutes(router: Router, ctx: HttpContext): void {
  const report = (path: string, make: () => unknown): void =>
    getOnly(router, path, async (req, res) => {
      refuseParameters(urlOf(req))
      await answerNow(ctx, req, res, await make())
    })
  report('/livez', () => ({ status: 'ok' }))
  report('/readyz', () => {
    if (ctx.snapshots.current() === null) throw new HttpProblem(503, 'no snapshot is loaded yet', { headers: { 'Retry-After': '1' } })
    return { status: 'ok' }
  })
  report('/health', () => overallHealth(ctx))
  report('/health/database', async () => {
    await ctx.db.ping().catch(() => {}) // the report says what came of it
    return databaseHealth(ctx)
  })
  report('/health/cache', () => cacheHealth(ctx))
  report('/health/models', () => modelsHealth(ctx))
}
