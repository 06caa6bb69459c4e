import type { Router } from 'express'
import { answerNow, noSnapshotYet, urlOf, type HttpContext } from '../context.js'
import { cacheHealth, databaseHealth, modelsHealth, overallHealth } from '../bodies/health-reports.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { refuseParameters } from '../query-string.js'

/**
 * For probes and for people. None of them waits on a dependency but `/health/database`, and that with a deadline, and
 * with one question for all who ask at the same time: probes cannot use up the pool.
 */
export function healthRoutes(router: Router, ctx: HttpContext): void {
  let pinging: Promise<void> | null = null
  const report = (path: string, make: () => unknown): void =>
    getOnly(router, ctx, path, async (req, res) => {
      refuseParameters(urlOf(req))
      await answerNow(ctx, req, res, await make())
    })
  report('/livez', () => ({ status: 'ok' }))
  report('/readyz', () => {
    if (ctx.stopping.aborted) throw new HttpProblem(503, 'the program is stopping', { headers: { 'Retry-After': '5' } })
    if (ctx.snapshots.current() === null) throw noSnapshotYet()
    return { status: 'ok' }
  })
  report('/health', () => overallHealth(ctx))
  report('/health/database', async () => {
    pinging ??= ctx.db
      .ping()
      .then(
        () => {},
        () => {},
      )
      .finally(() => (pinging = null)) // the report says what came of it
    await pinging
    return databaseHealth(ctx)
  })
  report('/health/cache', () => cacheHealth(ctx))
  report('/health/models', () => modelsHealth(ctx))
}
