import { oneSyncSchema, type Sync } from '@modelkeep/catalog/contract/syncs'
import { syncLog } from '../../../postgres/queries/sync-log.js'
import { refreshNotPossible } from '../../openapi/errors.js'
import { sync } from '../../openapi/examples.js'
import { HttpProblem } from '../../response/problem.js'
import { currentJson, defineRoute } from '../../route.js'
import type { Services } from '../../services.js'

const waitForOtherReplicaMs = 15_000
const pollMs = 250

export const refresh = defineRoute({
  method: 'POST',
  path: '/api/refresh',
  responses: { 'application/json': { schema: oneSyncSchema, example: { data: sync } } },
  docs: {
    id: 'refreshCatalogue',
    tag: 'Administration',
    summary: 'Sync now, and wait for the result',
    description:
      'Ignores the age of the catalogue, but not the lease of another replica, nor an open circuit breaker. Returns the sync, however it ended: see its `status`.',
    errors: { 503: refreshNotPossible },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['revalidation', 'db', 'clock'],
  handle: async (_input, services) => currentJson({ data: await syncNow(services) }),
})

/** If another replica holds the lease, the sync that it makes meanwhile is the result. */
async function syncNow({ revalidation, db, clock }: Pick<Services, 'revalidation' | 'db' | 'clock'>): Promise<Sync> {
  const requestedAt = clock.now()
  while (clock.now() - requestedAt < waitForOtherReplicaMs) {
    const own = await revalidation.refresh()
    if (own) return own
    const [newest] = await syncLog(db, 1, null)
    if (newest && Date.parse(newest.observed_at) >= requestedAt) return newest
    await clock.sleep(pollMs)
  }
  throw new HttpProblem(503, 'another replica holds the lease and has not finished its sync', {
    headers: { 'Retry-After': '15' },
  })
}
