import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.js'
import type { Database } from '../postgres/database.js'
import type { Revalidation } from '../revalidation.js'
import type { FileTier } from '../snapshot/file-tier.js'
import type { SeedTier } from '../snapshot/seed-tier.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Spool } from '../snapshot/spool.js'
import type { SyncContext } from '../context.js'
import type { Upstream } from '../upstream/client.js'
import { createEntry } from './entry.js'
import { HttpProblem } from './problem.js'
import type { ResponseCache } from './response-cache.js'
import type { Writer } from './write-entry.js'

/** What routes work with. */
export interface HttpContext {
  snapshots: SnapshotStore
  cache: ResponseCache
  writer: Writer
  revalidation: Revalidation
  db: Database
  upstream: Upstream
  file: FileTier
  spool: Spool
  seed: SeedTier
  sync: SyncContext
  clock: Clock
  adminToken: string | null
  version: string
  startedAt: number
}

/** A cold start gives an answer within 3 s; a request that comes before it waits somewhat longer, not for ever. */
const firstSnapshotWithinMs = 5_000

/** Answers from the snapshot, and keeps the answer. Waits only where there has never been a snapshot. */
export async function answerFromSnapshot(ctx: HttpContext, req: IncomingMessage, res: ServerResponse, build: (snapshot: Snapshot) => string): Promise<void> {
  const snapshot = ctx.snapshots.current() ?? (await firstSnapshot(ctx))
  lookBehindStale(ctx)
  const { entry, kept } = await ctx.cache.make(snapshot, urlOf(req), () => createEntry(build(snapshot), snapshot))
  ctx.writer.writeEntry(req, res, entry, kept ? 'stored' : 'miss')
}

/** A stale answer is given at once all the same; one revalidation runs behind it. */
export function lookBehindStale({ snapshots, revalidation }: HttpContext): void {
  if (snapshots.state() === 'stale') void revalidation.revalidate('stale')
}

export function noSnapshotYet(): HttpProblem {
  return new HttpProblem(503, 'no catalogue is loaded yet', { headers: { 'Retry-After': '1' } })
}

/** @throws HttpProblem 503 */
async function firstSnapshot({ snapshots, clock }: HttpContext): Promise<Snapshot> {
  const snapshot = await Promise.race([snapshots.first(), clock.sleep(firstSnapshotWithinMs)])
  if (!snapshot) throw noSnapshotYet()
  return snapshot
}

/** Answers with a value that is true of this moment only. */
export async function answerNow(ctx: HttpContext, req: IncomingMessage, res: ServerResponse, value: unknown): Promise<void> {
  ctx.writer.writeEntry(req, res, await createEntry(JSON.stringify(value), null), 'miss')
}

/** Path and query as the client wrote them; Express changes `url` within a router, never `originalUrl`. */
export function urlOf(req: IncomingMessage & { originalUrl?: string }): string {
  return req.originalUrl ?? req.url ?? '/'
}
