// The watches of a running program: their store, their delivery, and what is due by time.
import type { NewWatch } from '@modelkeep/catalog/contract/watches'
import type { Clock } from '../lib/clock.js'
import type { LifecycleService } from '../lifecycle/create-lifecycle.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import type { SnapshotStore } from '../snapshot/snapshot-store.js'
import { readAllowedTargets } from './outbound/allowed-targets.js'
import { createDelivery } from './delivery.js'
import { createMailer } from './destinations/email.js'
import { enqueueMilestones } from './events/enqueue-milestones.js'
import { createOutbound } from './outbound/outbound.js'
import { thinEvents } from './queries/thin-events.js'
import { createSecretBox } from './secret-box.js'
import { createSender, type Send } from './send.js'
import type { WatchesConfig } from './variables.js'
import { createWatchStore, type WatchStore } from './watch-store.js'
import { WatchRefused } from './watch-refused.js'
import { readWatchesFile, WatchesFileError } from './watches-file.js'

export interface Watches {
  store: WatchStore
  send: Send
  /** There may be something to deliver. */
  wake(): void
  /** Defines the watches of WATCHES_FILE, and delivers until `signal` is aborted. Resolves when the attempts in progress have ended. */
  run(signal: AbortSignal): Promise<void>
}

export interface WatchesParts {
  db: Database
  /** The database as requests may use it. */
  requestDb: Database
  snapshots: SnapshotStore
  lifecycle: LifecycleService
  clock: Clock
  events: Events
}

const hourlyMs = 3_600_000
const retryMs = 30_000

/** @throws WatchesFileError */
export async function createWatches(config: WatchesConfig, parts: WatchesParts): Promise<Watches> {
  const { db, requestDb, snapshots, lifecycle, clock, events } = parts
  const defined = config.file === null ? null : await readWatchesFile(config.file, config.env)
  const allowed = readAllowedTargets(config.allow)
  const box = config.secretKey === null ? null : createSecretBox(config.secretKey)
  const mailer = config.smtpUrl === null ? null : createMailer(config.smtpUrl, clock)
  const outbound = createOutbound({ allowed, clock })
  const send = createSender({ outbound, sendMail: mailer?.send ?? null, box })
  const rules = { allowed, hasMail: mailer !== null }
  const store = createWatchStore({ db: requestDb, box, rules, clock })
  if (defined !== null) refuseUnusable(config.file, defined, store)
  const delivery = createDelivery({ db, send, clock, events })
  events.on('sync', () => delivery.wake())
  db.onChange(() => delivery.wake())

  async function define(signal: AbortSignal): Promise<void> {
    const ownStore = createWatchStore({ db, box, rules, clock })
    for (;;) {
      try {
        if (db.status().state === 'connected') {
          await ownStore.define(defined)
          return await warnOfUnreadable(ownStore)
        }
      } catch (error) {
        events.emit('trouble', { what: 'watches_file_not_applied', error })
      }
      await clock.sleep(retryMs, signal)
    }
  }

  async function warnOfUnreadable({ unreadable }: WatchStore): Promise<void> {
    const [name, ...others] = await unreadable()
    if (name === undefined) return
    const more = others.length === 0 ? '' : ` and ${others.length} more`
    const problem = `WATCH_SECRET_KEY is missing, or is not the one that encrypted the secrets of “${name}”${more}`
    events.emit('trouble', { what: 'watch_secrets_unreadable', error: new Error(problem) })
  }

  /** @returns false if it could not be done yet */
  async function doWhatIsDue(): Promise<boolean> {
    const snapshot = snapshots.current()
    // The seed may be months old.
    if (db.status().state !== 'connected' || snapshot === null || snapshot.tier === 'seed') return false
    try {
      await enqueueMilestones(db, snapshot.catalogue, { facts: await lifecycle.facts(), now: clock.now() })
      await thinEvents(db)
      delivery.wake()
      return true
    } catch (error) {
      events.emit('trouble', { what: 'watch_milestones_not_enqueued', error })
      return false
    }
  }

  async function doHourly(signal: AbortSignal): Promise<void> {
    for (;;) await clock.sleep((await doWhatIsDue()) ? hourlyMs : retryMs, signal)
  }

  return {
    store,
    send,
    wake: () => delivery.wake(),
    run: async (signal) => {
      await Promise.allSettled([delivery.run(signal), define(signal), doHourly(signal)]) // each rejects when the program stops
      mailer?.close()
      await outbound.close()
    },
  }
}

/** @throws WatchesFileError that names the entry */
function refuseUnusable(file: string | null, watches: readonly NewWatch[], { check }: WatchStore): void {
  for (const [nr, watch] of watches.entries()) {
    try {
      check(watch)
    } catch (error) {
      if (!(error instanceof WatchRefused)) throw error
      throw new WatchesFileError(`WATCHES_FILE ${file}: watch ${nr + 1}: ${error.message}`, { cause: error })
    }
  }
}
