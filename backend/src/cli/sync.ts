import { systemClock } from '../lib/clock.js'
import { createEvents } from '../observe/events.js'
import { logEvents } from '../observe/log-events.js'
import { createLogger } from '../observe/logger.js'
import { createSnapshotStore } from '../snapshot/snapshot-store.js'
import { replaySpool } from '../sync/replay-spool.js'
import { createSyncContext } from '../sync/sync-context.js'
import { enqueueChanges } from '../watches/events/enqueue-changes.js'
import { sync } from '../sync/sync.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'
import { syncText } from './sync-text.js'
import { print } from './terminal.js'

/** `modelkeep sync`: syncs the database once. Exit code 1 unless the sync is committed and ends `applied` or `unchanged`. */
export async function syncCommand(): Promise<void> {
  const config = configFromEnvironment()
  const log = createLogger({ level: 'warn', terminal: process.stderr.isTTY })
  const db = await databaseForCommand(config, log)
  const events = createEvents()
  logEvents(events, log)
  const snapshots = createSnapshotStore({ clock: systemClock, ttlMs: config.cacheTtlSeconds * 1000 })
  const ctx = await createSyncContext(config, { db, snapshots, clock: systemClock, events, onNews: enqueueChanges })
  try {
    await replaySpool(ctx, new AbortController().signal) // without a running service nothing else replays an earlier run's spool
    const done = await sync(ctx, { skipIfAttemptedSince: null })
    await print(process.stdout, `${done === null ? 'another process is syncing right now' : syncText(done)}\n`)
    const succeeded = done !== null && done.id !== null && (done.status === 'applied' || done.status === 'unchanged')
    if (!succeeded) process.exitCode = 1
  } finally {
    await ctx.upstream.close()
    await db.close()
  }
}
