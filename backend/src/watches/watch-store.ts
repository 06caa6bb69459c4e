// Watches as they are managed: validated, and with their secrets encrypted.
import type { NewWatch, Watch, WatchPatch } from '@modelkeep/catalog/contract/watches'
import type { Queryable } from '../postgres/queryable.js'
import type { Clock } from '../lib/clock.js'
import { rotatedSecrets, type DestinationSecrets } from './destination-secrets.js'
import type { DestinationRules } from './destination-rules.js'
import { checkedFilter, newWatchRow } from './new-watch-row.js'
import {
  countedWatches,
  deleteWatch,
  insertWatch,
  retryNow,
  updateWatch,
  watchById,
  type CountedWatchRow,
  type WatchRow,
} from './queries/watch-rows.js'
import type { SecretBox } from './secret-box.js'
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
  /** Makes the watches that come from a file those of `watches`, by name. @throws WatchRefused */
  define(watches: readonly NewWatch[]): Promise<void>
}

export interface WatchStoreParts {
  db: Queryable
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
  /** Of a watch of a file, only the state can be changed. */
  const writable = async (id: number, patch: WatchPatch): Promise<WatchRow> => {
    const before = await row(id)
    if (before.source === 'file' && Object.keys(patch).some((field) => field !== 'state'))
      throw definedByFile(before.name)
    return before
  }
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
      const before = await writable(id, patch)
      const { secrets, newSecret } =
        patch.rotate_secret === true ? rotate(before, box, clock.now()) : { secrets: before.secrets, newSecret: null }
      const filter = patch.filter === undefined ? before.filter : checkedFilter(patch.filter)
      const { name = before.name, milestones = before.milestones, grouping = before.grouping, state } = patch
      await updateWatch(db, id, {
        ...before,
        name,
        filter,
        milestones,
        grouping,
        secrets,
        state,
        state_reason: null,
      }).catch((error: unknown) => {
        throw isDuplicate(error) ? nameTaken(name) : error
      })
      if (state === 'active') await retryNow(db, id)
      return { watch: await get(id), secret: newSecret }
    },
    remove: async (id) => {
      const { source, name } = await row(id)
      if (source === 'file') throw definedByFile(name)
      await deleteWatch(db, id)
    },
    check: (watch) => void newWatchRow(watch, 'file', { box, rules }),
    define: async (watches) => {
      const rows = watches.map((watch) => newWatchRow(watch, 'file', { box, rules }).row)
      const existing = await countedWatches(db)
      for (const defined of rows) {
        const known = existing.find(({ name }) => name === defined.name)
        if (known === undefined) await insertWatch(db, defined)
        else await updateWatch(db, known.id, defined)
      }
      const names = new Set(rows.map(({ name }) => name))
      for (const { id, name, source } of existing) if (source === 'file' && !names.has(name)) await deleteWatch(db, id)
    },
  }
}

function rotate(row: WatchRow, box: SecretBox | null, now: number): { secrets: Buffer; newSecret: string } {
  if (row.destination.type !== 'webhook' || row.secrets === null)
    throw new WatchRefused(409, `only a webhook has a secret; this watch sends to ${row.destination.type}`)
  if (box === null) throw new WatchRefused(409, 'WATCH_SECRET_KEY is not set')
  const { secrets, newSecret } = rotatedSecrets(JSON.parse(box.open(row.secrets)) as DestinationSecrets, now)
  return { secrets: box.seal(JSON.stringify(secrets)), newSecret }
}

function asWatch({
  secrets: _secrets,
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
