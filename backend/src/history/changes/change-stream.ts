// What is new, as it becomes known, for all who listen in this process. Changes are told in the order of their `seq`, which is the
// order in which they were committed, since all writers take turns. So "after the last one you saw" is all that it takes to go on
// without a gap and without a repeat, on any replica.
import type { ListedChange } from '@modelkeep/catalog/contract/history'
import { singleFlight } from '../../lib/single-flight.js'
import type { Database } from '../../postgres/database.js'
import { isFarBehind, liveChangesAfter, newestLiveSeq } from '../../postgres/queries/live-changes.js'
import { asListedChange } from './list-changes.js'

export interface ChangeStream {
  /** The `seq` of the newest change that is known. @throws DatabaseUnavailable where none was ever read */
  newest(): Promise<number>
  /** Some of the changes after `seq`, oldest first; none where there are none. @throws DatabaseUnavailable where they are not in memory */
  after(seq: number): Promise<readonly ListedChange[]>
  /** Whether a reader who saw `seq` last cannot be brought up to date: it saw something that is not there, or too much has come since. */
  isLost(seq: number): Promise<boolean>
  /** Calls back when there may be something new, or the stream has ended, until the function that it returns is called. */
  onNews(listener: () => void): () => void
  /** Looks for what is new: to be called when a sync was heard of. */
  look(): Promise<void>
  /** Tells all who wait that it is over. */
  end(): void
  readonly ended: boolean
}

const batch = 500
/** As many changes as a busy week has: newer ones are told from memory. */
const remembered = 2_000
/** A reader that is further behind is told to begin anew. */
export const mostBehind = 10_000

/** `reads`: the same database, for what single readers ask. */
export function createChangeStream(db: Database, reads: Database = db): ChangeStream {
  let known: number | null = null
  let recent: Recent | null = null
  let ended = false
  const listeners = new Set<() => void>()
  const ring = (): void => listeners.forEach((listener) => listener())

  const looking = singleFlight(async () => {
    if (known === null) {
      known = await newestLiveSeq(db)
      recent = createRecent(known)
      return
    }
    for (;;) {
      const rows = await liveChangesAfter(db, known, batch)
      recent?.add(rows.map(asListedChange))
      known = rows.at(-1)?.seq ?? known
      if (rows.length > 0) ring()
      if (rows.length < batch) return
    }
  })

  return {
    newest: async () => {
      if (known === null) await looking.run()
      return known ?? 0
    },
    after: async (seq) => {
      if (recent !== null && seq >= recent.since()) return recent.after(seq)
      return (await liveChangesAfter(reads, seq, batch)).map(asListedChange)
    },
    isLost: async (seq) => {
      if (recent !== null && known !== null && seq >= recent.since() && seq <= known) return false
      await looking.run() // another replica may have told of what this one has not read yet
      return seq > (known ?? 0) || isFarBehind(reads, seq, mostBehind)
    },
    onNews: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    look: async () => {
      if (!ended && db.status().state === 'connected') await looking.run().catch(() => {}) // the next sync, or the next poll, looks again
    },
    end: () => {
      ended = true
      ring()
    },
    get ended() {
      return ended
    },
  }
}

interface Recent {
  add(changes: readonly ListedChange[]): void
  /** Those with a `seq` above it are all here. */
  since(): number
  after(seq: number): ListedChange[]
}

function createRecent(start: number): Recent {
  let since = start
  const changes: ListedChange[] = []
  return {
    add: (more) => {
      changes.push(...more)
      const dropped = changes.splice(0, Math.max(0, changes.length - remembered))
      since = dropped.at(-1)?.seq ?? since
    },
    since: () => since,
    after: (seq) => changes.filter((change) => change.seq > seq).slice(0, batch),
  }
}
