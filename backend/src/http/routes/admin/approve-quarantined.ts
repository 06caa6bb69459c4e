import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { BadMirrorDocument } from '@modelkeep/catalog/mirrors/mirror-entry'
import { isApprovable } from '@modelkeep/catalog/contract/approvable'
import { approvalSchema, type ApprovedMirror, type Quarantined } from '@modelkeep/catalog/contract/quarantine'
import * as z from 'zod'
import type { MirrorSource } from '../../../mirrors/adapters.js'
import { newestSync } from '../../../postgres/queries/newest-sync.js'
import { markApproved, readQuarantined } from '../../../postgres/queries/quarantine.js'
import { createObservation } from '../../../snapshot/observation.js'
import { historyUnavailable, notApprovable, notQuarantined } from '../../openapi/errors.js'
import { sync } from '../../openapi/examples.js'
import { quoted } from '../../request-target.js'
import { HttpProblem } from '../../response/problem.js'
import { currentJson, defineRoute } from '../../route.js'
import type { Services } from '../../services.js'

export const approveQuarantined = defineRoute({
  method: 'POST',
  path: '/api/quarantine/{id}/approve',
  params: z.object({
    id: z.int().min(1).meta({
      description:
        'The id of a quarantined payload, from `GET /api/quarantine`. Not a whole number: 400; no such entry: 404.',
      example: 7,
    }),
  }),
  responses: {
    'application/json': {
      schema: approvalSchema,
      example: { data: { ...sync, source: 'approval', removed: 200 } },
    },
  },
  docs: {
    id: 'approveQuarantined',
    tag: 'Administration',
    summary: 'Approve a quarantined list or document',
    description:
      'Commits a list that was quarantined as `grown`, `shrunk`, `too_many_broken` or `truncated`, as of the time it was last seen, and serves it. Models without a readable price keep their last good version; other fields are accepted as they are. A document of a mirror is served and stored in the same way.',
    errors: { 404: notQuarantined, 409: notApprovable, 503: historyUnavailable },
  },
  access: 'admin',
  cache: 'never',
  load: 'work',
  services: ['db', 'revalidation', 'mirrors', 'clock'],
  handle: async ({ params: { id = '' } }, services) => currentJson({ data: await approve(services, id) }),
})

type Needs = Pick<Services, 'db' | 'revalidation' | 'mirrors' | 'clock'>

/** Validates the stored payload again, as approved, and commits it with the time it was last seen. */
async function approve(services: Needs, id: string): Promise<Sync | ApprovedMirror> {
  const { db, clock } = services
  if (!/^\d{1,15}$/.test(id))
    throw new HttpProblem(400, `the id of a quarantined payload is a whole number, not ${quoted(id)}`)
  const found = await readQuarantined(db, Number(id))
  if (found === null) throw new HttpProblem(404, `there is no quarantined payload with the id ${id}`)
  const { entry, body } = found
  const done =
    entry.source === 'openrouter'
      ? await approveList(services, entry, body)
      : await approveDocument(services, entry.source, entry, body)
  await markApproved(db, Number(id), clock.now())
  return done
}

async function approveDocument(
  { mirrors }: Needs,
  source: MirrorSource,
  { last_observed_at: observedAt, approved_at: approvedAt }: Quarantined,
  body: Buffer,
): Promise<ApprovedMirror> {
  const mirror = mirrors.get(source)
  if (mirror === null) throw new HttpProblem(409, `${source} is not mirrored here; MIRROR does not name it`)
  const outcome = await mirror.approve(body, Date.parse(observedAt)).catch((cause: unknown) => {
    if (!(cause instanceof BadMirrorDocument)) throw cause
    throw new HttpProblem(409, `it cannot be approved: ${cause.message}`)
  })
  if (outcome === 'outdated') throw outdated('document', approvedAt)
  return {
    mirror: source,
    status: 'applied',
    entries: mirror.served()?.catalogue.hashes.size ?? 0,
    observed_at: observedAt,
  }
}

async function approveList({ db, revalidation }: Needs, entry: Quarantined, body: Buffer): Promise<Sync> {
  await refuseUnlessApprovable(db, entry)
  const observation = createObservation({
    observedAt: Date.parse(entry.last_observed_at),
    source: 'approval',
    scope: entry.scope ?? 'all',
    durationMs: 0,
    bytes: body,
  })
  const done = await revalidation.approve({ kind: 'payload', observation })
  if (done === null)
    throw new HttpProblem(409, 'a sync is running; try again in a moment', { headers: { 'Retry-After': '2' } })
  if (done.status === 'quarantined') throw new HttpProblem(409, `it cannot be approved: ${done.detail ?? ''}`)
  return done
}

async function refuseUnlessApprovable(db: Services['db'], entry: Quarantined): Promise<void> {
  if (!isApprovable(entry.reason))
    throw new HttpProblem(
      409,
      `only a whole list with readable ids can be approved; this was quarantined as ${entry.reason}`,
    )
  const { newest } = await newestSync(db)
  if (!newest || newest.confirmedAt < Date.parse(entry.last_observed_at)) return
  throw outdated('list', entry.approved_at)
}

function outdated(what: string, approvedAt: string | null): HttpProblem {
  const detail = `a valid ${what} has arrived since; this one is outdated`
  return new HttpProblem(409, approvedAt === null ? detail : `it was approved at ${approvedAt}`)
}
