import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '../clock.js'
import type { Database } from '../postgres/database.js'
import type { Revalidation } from '../revalidation.js'
import type { FileTier } from '../snapshot/file-tier.js'
import type { Snapshot } from '../snapshot/snapshot.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import type { Spool } from '../snapshot/spool.js'
import type { SyncContext } from '../context.js'
import type { Upstream } from '../upstream/client.js'
import { createEntry } from './entry.js'
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
  seed: { asOf: number | null; modelCount: number | null }
  sync: SyncContext
  clock: Clock
  adminToken: string | null
  version: string
  startedAt: number
}

/** Answers from the snapshot, and keeps the answer. Waits only where there has never been a snapshot. */
export async function answerFromSnapshot(ctx: HttpContext, req: IncomingMessage, res: ServerResponse, build: (snapshot: Snapshot) => string): Promise<void> {
  const snapshot = ctx.snapshots.current() ?? (await ctx.snapshots.first())
  const entry = await createEntry(build(snapshot), snapshot)
  ctx.cache.countMiss()
  ctx.cache.put(snapshot, urlOf(req), entry)
  ctx.writer.writeEntry(req, res, entry, 'miss')
}

/** Answers with a value that is true of this moment only. */
export async function answerNow(ctx: HttpContext, req: IncomingMessage, res: ServerResponse, value: unknown, status = 200): Promise<void> {
  ctx.writer.writeEntry(req, res, await createEntry(JSON.stringify(value), null, { status }), 'miss')
}

/** The raw URL, as the client wrote it; Express changes `url` within a router, never `originalUrl`. */
export function urlOf(req: IncomingMessage & { originalUrl?: string }): string {
  return req.originalUrl ?? req.url ?? '/'
}
