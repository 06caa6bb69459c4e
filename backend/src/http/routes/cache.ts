import { invalidateRequestSchema } from '@modelkeep/catalog/contract/cache'
import express, { type Router } from 'express'
import { requireAdmin } from '../limits/admin.js'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { getOnly, postOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { refuseParameters } from '../query-string.js'

/** The response cache: its figures, and dropping what is in it. Reads go on meanwhile. */
export function cacheRoutes(router: Router, ctx: HttpContext): void {
  const admin = requireAdmin(ctx)
  getOnly(router, ctx, '/api/cache/stats', admin, async (req, res) => {
    refuseParameters(urlOf(req))
    await answerNow(ctx, req, res, { data: ctx.cache.stats() })
  })
  postOnly(router, ctx, '/api/cache/invalidate', admin, jsonOnly, express.json({ limit: '16kb' }), async (req, res) => {
    refuseParameters(urlOf(req))
    const keys = ctx.cache.invalidate(readKey(req.body))
    ctx.snapshots.invalidate()
    void ctx.revalidation.revalidate('invalidate')
    const message = `${keys.length === 1 ? '1 cached answer' : `${keys.length} cached answers`} dropped; a revalidation was started`
    await answerNow(ctx, req, res, { success: true, message, invalidated_keys: keys })
  })
}

const jsonOnly: express.RequestHandler = (req, _res, next) => {
  const hasBody = Number(req.headers['content-length'] ?? 0) > 0 || req.headers['transfer-encoding'] !== undefined
  if (hasBody && !req.is('application/json')) throw new HttpProblem(415, 'the body must be application/json')
  next()
}

function readKey(body: unknown): string | undefined {
  const parsed = invalidateRequestSchema.safeParse(body ?? {})
  if (parsed.success) return parsed.data.key
  const [issue] = parsed.error.issues
  throw new HttpProblem(
    400,
    `the body is not valid: ${[...(issue?.path ?? [])].join('.') || 'body'}: ${issue?.message ?? 'unknown'}`,
  )
}
