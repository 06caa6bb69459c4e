import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../lib/clock.js'
import type { HistoricalCatalogues } from '../history/historical-catalogues.js'
import type { ChangeStream } from '../history/changes/change-stream.js'
import type { DocumentStore } from '../documents/document-store.js'
import type { Tally } from '../observe/tally.js'
import type { Database } from '../postgres/database.js'
import type { Revalidation } from '../sync/revalidation.js'
import type { FileTier } from '../snapshot/file-tier.js'
import type { SeedTier } from '../snapshot/seed-tier.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Spool } from '../snapshot/spool.js'
import type { SyncContext } from '../sync/sync-context.js'
import type { Upstream } from '../upstream/client.js'
import type { AddressLimit } from './limits/address-limit.js'
import type { Views } from './bodies/catalogue-view.js'
import type { ConnectionLimits } from './limits/connection-limits.js'
import type { ClientAddress } from './limits/client-address.js'
import type { Content } from '../catalogue/content.js'
import { createCachedResponse } from './response/cached-response.js'
import type { PageFiles } from './page/page-files.js'
import type { ViewerFiles } from './page/viewer-files.js'
import { HttpProblem } from './response/problem.js'
import type { ResponseCache } from './response/response-cache.js'
import type { ResponseWriter } from './response/writer.js'

/** What routes work with. */
export interface HttpContext {
  snapshots: SnapshotStore
  views: Views
  cache: ResponseCache
  writer: ResponseWriter
  page: PageFiles
  connections: ConnectionLimits
  viewer: ViewerFiles
  revalidation: Revalidation
  db: Database
  upstream: Upstream
  file: FileTier
  spool: Spool
  seed: SeedTier
  mirror: DocumentStore
  past: HistoricalCatalogues
  stream: ChangeStream
  sync: SyncContext
  clock: Clock
  /** Aborted as soon as the program is told to stop. */
  stopping: AbortSignal
  tally: Tally
  clientAddress: ClientAddress
  /** null: off. */
  rateLimit: AddressLimit | null
  adminToken: string | null
  adminFailures: AddressLimit
  version: string
  startedAt: number
  /** Milliseconds of the processor's time that the program has used, ever. */
  workedMs?: () => number
}

/** A cold start gives an answer within 3 s; a request that comes before it waits somewhat longer, not for ever. */
const firstSnapshotWithinMs = 5_000

export interface AnswerOptions {
  /** false: true of this moment only. */
  cached?: boolean
  contentType?: string
}

/** Answers from the snapshot, and keeps the answer. Waits for nothing, so that nobody can ask for the same meanwhile. */
export function answerFromSnapshot(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  snapshot: Snapshot,
  content: Content | string,
  { cached = true, contentType }: AnswerOptions = {},
): void {
  lookBehindStale(ctx)
  const entry = createCachedResponse(content, snapshot, { uncacheable: !cached, ...(contentType && { contentType }) })
  const kept = cached && ctx.cache.store(snapshot, urlOf(req), entry)
  ctx.writer.write(req, res, entry, kept ? 'stored' : 'miss')
}

/** A stale answer is given at once all the same; one revalidation runs behind it. */
export function lookBehindStale({ snapshots, revalidation }: HttpContext): void {
  if (snapshots.state() === 'stale') void revalidation.revalidate('stale')
}

export function noSnapshotYet(): HttpProblem {
  return new HttpProblem(503, 'no catalogue is loaded yet', { headers: { 'Retry-After': '1' } })
}

/** What is served; waits only where there has never been a snapshot. @throws HttpProblem 503 */
export async function firstSnapshot({ snapshots, clock }: HttpContext): Promise<Snapshot> {
  const snapshot = snapshots.current() ?? (await Promise.race([snapshots.first(), clock.sleep(firstSnapshotWithinMs)]))
  if (!snapshot) throw noSnapshotYet()
  return snapshot
}

/** Answers with a value that is true of this moment only. */
export async function answerNow(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  value: unknown,
): Promise<void> {
  ctx.writer.write(req, res, createCachedResponse(JSON.stringify(value), null), 'miss')
}

/** Path and query as the client wrote them; Express changes `url` within a router, never `originalUrl`. */
export function urlOf(req: IncomingMessage & { originalUrl?: string }): string {
  return req.originalUrl ?? req.url ?? '/'
}
