import { parseParameters } from '@modelkeep/catalog/query/query-error'
import type { Router } from 'express'
import { syncLog } from '../../postgres/queries/sync-log.js'
import { answerNow, urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { syncPageSchema } from '../bodies/paging.js'
import { parseQueryString } from '../query-string.js'

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
