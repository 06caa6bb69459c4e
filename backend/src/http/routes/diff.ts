import { parseParameters, QueryError } from '@modelkeep/catalog/query/query-error'
import type { Router } from 'express'
import { diffOf, diffSchema } from '../../history/diff.js'
import { isFromTheFuture } from '../../snapshot/freshness.js'
import { urlOf, type HttpContext } from '../context.js'
import { answerFromHistory, ofMoment, reasonOf } from '../bodies/history.js'
import { getOnly } from '../methods.js'
import { parseQueryString } from '../query-string.js'

/** Two moments compared. */
export function diffRoutes(router: Router, ctx: HttpContext): void {
  getOnly(router, ctx, '/api/diff', (req, res) => {
    const asked = parseParameters(diffSchema, parseQueryString(urlOf(req)))
    const now = ctx.clock.now()
    const from = Date.parse(asked.from)
    const to = asked.to === undefined ? Math.max(now, from) : Date.parse(asked.to)
    for (const [name, moment] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (isFromTheFuture(moment, now)) throw new QueryError(name, 'is in the future, of which nothing is known')
    if (from > to) throw new QueryError('from', 'is later than to')
    return answerFromHistory(ctx, req, res, async () => {
      const before = await ctx.past.catalogueAt(from)
      const after = await ctx.past.catalogueAt(to)
      // The state that was read first: if history was rewritten in between, the response is not cached.
      return {
        body: JSON.stringify({ data: diffOf(before, after, reasonOf) }),
        ...ofMoment({ ...after, state: before.state }),
      }
    })
  })
}
