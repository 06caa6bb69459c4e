import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { singleFlight } from '../../lib/single-flight.js'
import type { Database } from '../../postgres/database.js'
import { isFarBehind, liveChangesAfter, newestLiveSeq } from '../../postgres/queries/live-changes.js'
import { asListedChange } from './list-changes.js'

/**
 * New changes, shared by all subscribers of this process. The lease serialises writers, so `seq` is the order of commits: a
 * subscriber resumes on any replica from the last `seq` it saw, without gaps or duplicates.
 */
export interface ChangeStream {
  /** The `seq` of the newest known change. @throws DatabaseUnavailable if none was ever read */
  newest(): Promise<number>
  /** A batch of the changes after `seq`, oldest first. @throws DatabaseUnavailable if they are not in memory */
  after(seq: number): Promise<readonly ListedChange[]>
  /** False if `seq` is unknown here or more than `maxLag` changes old. */
  canResume(seq: number): Promise<boolean>
  /** Calls the listener when there may be changes, or when the stream has ended. @returns a function that unsubscribes it */
  onUpdate(listener: () => void): () => void
  /** Reads new changes. Called after every sync. */
  poll(): Promise<void>
  end(): void
  readonly ended: boolean
}

const batchSize = 500
/** Kept in memory: about a busy week. */
const maxRecent = 2_000
export const maxLag = 10_000

/** `reads` is the same database with limits on the queries of single subscribers. */
export function createChangeStream(db: Database, reads: Database = db): ChangeStream {
  let newest: number | null = null
  let recent: RecentChanges | null = null
  let ended = false
  const listeners = new Set<() => void>()
  const notify = (): void => listeners.forEach((listener) => listener())

  const polling = singleFlight(async () => {
    if (newest === null) {
      newest = await newestLiveSeq(db)
      recent = createRecentChanges(newest)
      return
    }
    for (;;) {
      const rows = await liveChangesAfter(db, newest, batchSize)
      recent?.add(rows.map(asListedChange))
      newest = rows.at(-1)?.seq ?? newest
      if (rows.length > 0) notify()
      if (rows.length < batchSize) return
    }
  })

  return {
    newest: async () => {
      if (newest === null) await polling.run()
      return newest ?? 0
    },
    after: async (seq) => {
      if (recent !== null && seq >= recent.since()) return recent.after(seq)
      return (await liveChangesAfter(reads, seq, batchSize)).map(asListedChange)
    },
    canResume: async (seq) => {
      if (recent !== null && newest !== null && seq >= recent.since() && seq <= newest) return true
      await polling.run() // another replica may have delivered a change that this one has not read yet
      return seq <= (newest ?? 0) && !(await isFarBehind(reads, seq, maxLag))
    },
    onUpdate: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    poll: async () => {
      if (!ended && db.status().state === 'connected') await polling.run().catch(() => {}) // the next sync polls again
    },
    end: () => {
      ended = true
      notify()
    },
    get ended() {
      return ended
    },
  }
}

interface RecentChanges {
  add(changes: readonly ListedChange[]): void
  /** All changes with a higher `seq` are held. */
  since(): number
  after(seq: number): ListedChange[]
}

function createRecentChanges(start: number): RecentChanges {
  let since = start
  const changes: ListedChange[] = []
  return {
    add: (more) => {
      changes.push(...more)
      const dropped = changes.splice(0, Math.max(0, changes.length - maxRecent))
      since = dropped.at(-1)?.seq ?? since
    },
    since: () => since,
    after: (seq) => changes.filter((change) => change.seq > seq).slice(0, batchSize),
  }
}
