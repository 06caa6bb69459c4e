import { catalogueDiffResponseSchema } from '@modelkeep/catalog/contract/catalogue-diff'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { diffOf, diffSchema } from '../../../history/diff.js'
import { isFromTheFuture } from '../../../snapshot/freshness.js'
import { basisAt, reasonOf } from '../../bodies/history.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { diff } from '../../openapi/examples.js'
import { defineRoute, queryOf } from '../../route.js'

export const getDiff = defineRoute({
  method: 'GET',
  path: '/api/diff',
  query: queryOf(diffSchema),
  responses: { 'application/json': { schema: catalogueDiffResponseSchema, example: { data: diff } } },
  docs: {
    id: 'getDiff',
    tag: 'History',
    summary: 'Compare two moments',
    description:
      'The net difference between the catalogue as of `from` and as of `to`, not the steps in between. Moves that only follow a schedule of time windows are omitted.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'history',
  load: 'work',
  services: ['recorded', 'clock'],
  handle: async ({ query }, { recorded, clock }) => {
    const { from, to } = momentsOf(query, clock.now())
    const before = await recorded.catalogueAt(from)
    const after = await recorded.catalogueAt(to)
    const body = JSON.stringify({ data: diffOf(before, after, reasonOf) })
    // The state that was read first: if history was rewritten in between, the response is not cached.
    return { body, basis: basisAt({ ...after, state: before.state }) }
  },
})

/** @throws QueryError */
function momentsOf(query: { from: string; to?: string | undefined }, now: number): { from: number; to: number } {
  const from = Date.parse(query.from)
  const to = query.to === undefined ? Math.max(now, from) : Date.parse(query.to)
  if (isFromTheFuture(from, now)) throw new QueryError('from', 'must not be in the future')
  if (isFromTheFuture(to, now)) throw new QueryError('to', 'must not be in the future')
  if (from > to) throw new QueryError('from', 'must not be later than to')
  return { from, to }
}
