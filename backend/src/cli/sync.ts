import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { systemClock } from '../clock.js'
import { createEvents } from '../observe/events.js'
import { createLogger } from '../observe/logger.js'
import { createSnapshotStore } from '../snapshot/snapshot-store.js'
import { openSpool } from '../snapshot/spool.js'
import { sync } from '../sync.js'
import { createUpstream } from '../upstream/client.js'
import { databaseForCommand } from './database.js'
import { configFromEnvironment } from './environment.js'

/** `modelkeep sync`: one sync into the database, now. Exit code 1 unless it ended `applied` or `unchanged`. */
export async function syncCommand(): Promise<void> {
  const config = configFromEnvironment()
  const log = createLogger({ level: 'warn', terminal: process.stderr.isTTY })
  const db = await databaseForCommand(config, log)
  const clock = systemClock
  const upstream = createUpstream({ ...config.upstream, apiKey: config.upstream.apiKey ?? undefined, clock, onAttempt: (attempt) => attempt.outcome !== 'ok' && log.warn(attempt.message) })
  try {
    const snapshots = createSnapshotStore({ clock, ttlMs: config.cacheTtlSeconds * 1000 })
    const done = await sync(
      { upstream, db, snapshots, spool: await openSpool(config.dataDir), clock, events: createEvents(), holder: `${hostname()}/${randomUUID()}`, maxShrinkPercent: config.maxShrinkPercent, leaseTtlMs: 15_000 },
      { unlessAskedSince: null },
    )
    if (done === null) process.stdout.write('another process is syncing just now\n')
    else process.stdout.write(`sync ${done.id ?? '(not committed)'} ${done.status}: ${done.model_count ?? 0} models, ${done.added} added, ${done.changed} changed, ${done.removed} removed${done.detail ? `; ${done.detail}` : ''}\n`)
    if (done?.status !== 'applied' && done?.status !== 'unchanged') process.exitCode = 1
  } finally {
    await upstream.close()
    await db.close()
  }
}
