import { parseParameters, optionalNumber } from '@modelkeep/catalog/query'
import type { Router } from 'express'
import { z } from 'zod'
import { syncLog } from '../../postgres/queries/sync-log.js'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { parseQueryString } from '../query-string.js'

export const syncPageSchema = z.strictObject({
  limit: optionalNumber(1, 1000, { description: 'How many syncs the page holds at most. Absent: 100.', example: 100 }),
  before: optionalNumber(1, Number.MAX_SAFE_INTEGER, { description: 'The `id` of a sync: the page begins after it, with older ones.', example: 1042 }),
})

/** The sync log, newest first. */
export function syncRoutes(router: Router, ctx: HttpContext): void {
  getOnly(router, ctx, '/api/syncs', async (req, res) => {
    const { limit = 100, before = null } = parseParameters(syncPageSchema, parseQueryString(urlOf(req)))
    const found = await syncLog(ctx.db, limit + 1, before)
    const data = found.slice(0, limit)
    const last = data.at(-1)
    const next = found.length > limit && last ? `/api/syncs?limit=${limit}&before=${last.id}` : null
    await answerNow(ctx, req, res, { data, links: { next } })
  })
}
