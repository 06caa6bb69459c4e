/** Stops the program in order: requests and syncs that are running are finished, then the database is closed. */
import type { Server } from 'node:http'
import type { DocumentStore } from './documents/document-store.js'
import type { ChangeStream } from './history/changes/change-stream.js'
import { closeServer } from './http/close-server.js'
import type { Clock } from './lib/clock.js'
import type { Database } from './postgres/database.js'
import type { FileTier } from './snapshot/file-tier.js'
import type { SnapshotStore } from './snapshot/snapshot-store.js'
import type { Revalidation } from './sync/revalidation.js'
import type { Upstream } from './upstream/client.js'

export interface RunningParts {
  stopping: AbortController
  clock: Clock
  server: Server
  changeStream: ChangeStream
  snapshots: SnapshotStore
  revalidation: Revalidation
  listener: { close(): Promise<void> }
  upstream: Upstream
  documents: DocumentStore
  file: FileTier
  /** Resolves when no message is being delivered. */
  delivered: () => Promise<void>
  db: Database
}

/** How long a running commit may take: the database may not respond at all. */
const lastCommitMs = 2_000

/** Serves for another `drainMs`, so that load balancers notice, if there is something to serve. */
export async function shutDown(parts: RunningParts, drainMs: number): Promise<void> {
  const {
    stopping,
    clock,
    server,
    changeStream,
    snapshots,
    revalidation,
    listener,
    upstream,
    documents,
    file,
    delivered,
    db,
  } = parts
  stopping.abort(new Error('the program is stopping'))
  changeStream.end()
  const servesMs = snapshots.current() === null ? 0 : drainMs
  const served = closeServer(server, clock, servesMs)
  const synced = revalidation.stop()
  if (await endsWithin(synced, servesMs + lastCommitMs, clock)) await served
  await endsWithin(delivered(), lastCommitMs, clock) // what is not delivered by then is delivered again
  await Promise.all([listener.close(), upstream.close(), documents.idle()])
  await db.close() // a sync that still waits for it fails, and keeps its observation in the spool
  await Promise.all([served, synced])
  await file.idle()
}

async function endsWithin(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const ended = new AbortController()
  const timeout = clock.sleep(ms, ended.signal).then(
    () => false,
    () => true,
  )
  try {
    return await Promise.race([work.then(() => true), timeout])
  } finally {
    ended.abort(new Error('no longer awaited'))
  }
}
