import { QueryError } from '@modelkeep/catalog/query'
import type { Router } from 'express'
import { z } from 'zod'
import { syncLog } from '../../postgres/queries/sync-log.js'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { parseQueryString } from '../query-string.js'

export const syncPageSchema = z.strictObject({
  limit: z.coerce.number('must be a whole number from 1 to 1000').int('must be a whole number from 1 to 1000').min(1, 'must be at least 1').max(1000, 'must be at most 1000').default(100),
  before: z.coerce.number('must be the id of a sync').int('must be the id of a sync').min(1, 'must be the id of a sync').optional(),
})

/** The sync log, newest first. */
export function syncRoutes(router: Router, ctx: HttpContext): void {
  getOnly(router, '/api/syncs', async (req, res) => {
    const { limit, before } = parsePage(parseQueryString(urlOf(req)))
    const found = await syncLog(ctx.db, limit + 1, before ?? null)
    const data = found.slice(0, limit)
    const last = data.at(-1)
    const next = found.length > limit && last ? `/api/syncs?limit=${limit}&before=${last.id}` : null
    await answerNow(ctx, req, res, { data, links: { next } })
  })
}

function parsePage(parameters: Record<string, string>): z.infer<typeof syncPageSchema> {
  const parsed = syncPageSchema.safeParse(parameters)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') throw new QueryError(issue.keys[0] ?? '', 'is no parameter of this route; it knows limit and before')
  throw new QueryError(String(issue?.path[0]), issue?.message ?? 'is not valid')
}
