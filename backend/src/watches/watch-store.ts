// Watches as they are managed: validated, and with their secrets encrypted.
import type { NewWatch, Watch, WatchPatch } from '@modelkeep/catalog/contract/watches'
import type { Clock } from '../lib/clock.js'
import type { Database } from '../postgres/database.js'
import type { Queryable } from '../postgres/queryable.js'
import { changedWatchRow } from './changed-watch-row.js'
import type { DestinationRules } from './destination-rules.js'
import { newWatchRow } from './new-watch-row.js'
import {
  countedWatches,
  deleteWatch,
  insertWatch,
  lockedWatch,
  regroup,
  releaseFileWatches,
  retryNow,
  updateWatch,
  watchById,
  type CountedWatchRow,
  type NewWatchRow,
  type WatchRow,
} from './queries/watch-rows.js'
import { canOpen, type SecretBox } from './secret-box.js'
import { WatchRefused } from './watch-refused.js'

export interface CreatedWatch {
  watch: Watch
  /** The secret of a webhook, shown this once; null otherwise. */
  secret: string | null
}

export interface WatchStore {
  list(): Promise<Watch[]>
  /** @throws WatchRefused */
  get(id: number): Promise<Watch>
  /** @throws WatchRefused */
  row(id: number): Promise<WatchRow>
  /** @throws WatchRefused */
  create(watch: NewWatch): Promise<CreatedWatch>
  /** @throws WatchRefused */
  change(id: number, patch: WatchPatch): Promise<CreatedWatch>
  /** @throws WatchRefused */
  remove(id: number): Promise<void>
  /** Whether a watch of a file can be used. @throws WatchRefused */
  check(watch: NewWatch): void
  /** The names of the watches whose secrets were encrypted with another key. */
  unreadable(): Promise<string[]>
  /** Makes the watches that come from a file those of `watches`, by name. null: there is no file. @throws WatchRefused */
  define(watches: readonly NewWatch[] | null): Promise<void>
}

export interface WatchStoreParts {
  db: Database
  /** null: there is no WATCH_SECRET_KEY. */
  box: SecretBox | null
  rules: DestinationRules
  clock: Clock
}

export function createWatchStore({ db, box, rules, clock }: WatchStoreParts): WatchStore {
  const get = async (id: number): Promise<Watch> => {
    const [row] = await countedWatches(db, id)
    if (row === undefined) throw missing(id)
    return asWatch(row)
  }
  const row = async (id: number): Promise<WatchRow> => {
    const found = await watchById(db, id)
    if (found === null) throw missing(id)
    return found
  }
  /** Locked, so that of two changes at once none undoes the other. */
  const writable = async (tx: Queryable, id: number, patch: WatchPatch): Promise<WatchRow> => {
    const before = await lockedWatch(tx, id)
    if (before === null) throw missing(id)
    if (before.source === 'file' && Object.keys(patch).some((field) => field !== 'state'))
      throw definedByFile(before.name)
    return before
  }
  /** A watch whose receiver wanted no more messages is active again once it has another destination. */
  const redefine = (known: WatchRow, defined: NewWatchRow): Promise<void> =>
    db.transaction(async (tx) => {
      const isMoved = known.state === 'disabled' && !hasSameDestination(box, known, defined)
      await updateWatch(tx, known.id, { ...defined, state: isMoved ? 'active' : undefined })
      if (known.grouping !== defined.grouping) await regroup(tx, known.id, defined.grouping)
    })
  return {
    list: async () => (await countedWatches(db)).map(asWatch),
    get,
    row,
    create: async (watch) => {
      const { row: created, secret } = newWatchRow(watch, 'api', { box, rules })
      const id = await insertWatch(db, created)
      if (id === null) throw nameTaken(created.name)
      return { watch: await get(id), secret }
    },
    change: async (id, patch) => {
      const newSecret = await db.transaction(async (tx) => {
        const before = await writable(tx, id, patch)
        const changed = changedWatchRow(before, patch, { box, rules, now: clock.now() })
        await updateWatch(tx, id, { ...changed.row, state: patch.state }).catch((error: unknown) => {
          throw isDuplicate(error) ? nameTaken(changed.row.name) : error
        })
        if (changed.row.grouping !== before.grouping) await regroup(tx, id, changed.row.grouping)
        if (patch.state === 'active') await retryNow(tx, id)
        return changed.secret
      })
      return { watch: await get(id), secret: newSecret }
    },
    remove: async (id) => {
      const { source, name } = await row(id)
      if (source === 'file') throw definedByFile(name)
      await deleteWatch(db, id)
    },
    unreadable: async () => {
      const rows = await countedWatches(db)
      return rows.filter((one) => one.secrets !== null && !canOpen(box, one.secrets)).map(({ name }) => name)
    },
    check: (watch) => void newWatchRow(watch, 'file', { box, rules }),
    define: async (watches) => {
      if (watches === null) return releaseFileWatches(db)
      const rows = watches.map((watch) => newWatchRow(watch, 'file', { box, rules }).row)
      const existing = await countedWatches(db)
      for (const defined of rows) {
        const known = existing.find(({ name }) => name === defined.name)
        if (known === undefined) await insertWatch(db, defined)
        else await redefine(known, defined)
      }
      const names = new Set(rows.map(({ name }) => name))
      for (const { id, name, source } of existing) if (source === 'file' && !names.has(name)) await deleteWatch(db, id)
    },
  }
}

function hasSameDestination(box: SecretBox | null, one: NewWatchRow, other: NewWatchRow): boolean {
  const contentOf = ({ destination, secrets }: NewWatchRow): string =>
    JSON.stringify([destination.type, destination.target, secrets === null ? null : box?.open(secrets)])
  if (one.secrets !== null && !canOpen(box, one.secrets)) return false
  return contentOf(one) === contentOf(other)
}

function asWatch({
  secrets: _secrets,
  milestones_since: _since,
  created_at: createdAt,
  last_delivered_at: lastAt,
  ...row
}: CountedWatchRow): Watch {
  return {
    ...row,
    last_delivered_at: lastAt === null ? null : new Date(lastAt).toISOString(),
    created_at: new Date(createdAt).toISOString(),
  }
}

const missing = (id: number): WatchRefused => new WatchRefused(404, `there is no watch with the id ${id}`)
const definedByFile = (name: string): WatchRefused =>
  new WatchRefused(409, `the watch “${name}” is defined by WATCHES_FILE; change it there`)
const nameTaken = (name: string): WatchRefused =>
  new WatchRefused(409, `there is a watch with the name “${name}” already`)

/** SQLSTATE 23505. */
function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505'
}
