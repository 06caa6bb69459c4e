// Watches as they are managed: validated, and with their secrets encrypted.
import {
  newWatchSchema,
  type NewWatch,
  type Watch,
  type WatchFilter,
  type WatchPatch,
} from '@modelkeep/catalog/contract/watches'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { defaultMilestones } from '@modelkeep/catalog/watches/milestones'
import type { Queryable } from '../postgres/queryable.js'
import type { Clock } from '../lib/clock.js'
import { rotatedSecrets, splitDestination, type DestinationSecrets } from './destination-secrets.js'
import { refuseDestination, type DestinationRules } from './destination-rules.js'
import { readListQuery, unsuitableParameter } from './matching-models.js'
import {
  countedWatches,
  deleteWatch,
  insertWatch,
  retryNow,
  updateWatch,
  watchById,
  type CountedWatchRow,
  type NewWatchRow,
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
  const writable = async (id: number): Promise<WatchRow> => {
    const row = await watchById(db, id)
    if (row === null) throw missing(id)
    if (row.source === 'file')
      throw new WatchRefused(409, `the watch “${row.name}” is defined by WATCHES_FILE; change it there`)
    return row
  }
  const seal = (secrets: DestinationSecrets | null): Buffer | null => {
    if (secrets === null) return null
    if (box === null)
      throw new WatchRefused(
        409,
        'this destination has a secret, and WATCH_SECRET_KEY is not set; set it to 32 random bytes in base64, such as from `openssl rand -base64 32`',
      )
    return box.seal(JSON.stringify(secrets))
  }
  const rowOf = (watch: NewWatch, source: Watch['source']): { row: NewWatchRow; secret: string | null } => {
    refuseDestination(watch.destination, rules)
    const { name, grouping, milestones } = watch
    const filter = checkedFilter(watch.filter)
    const { shown: destination, secrets, newSecret } = splitDestination(watch.destination)
    const days = milestones ?? defaultMilestones(filter)
    return {
      row: { name, filter, milestones: days, grouping, destination, secrets: seal(secrets), source },
      secret: newSecret,
    }
  }

  return {
    list: async () => (await countedWatches(db)).map(asWatch),
    get,
    row: async (id) => {
      const row = await watchById(db, id)
      if (row === null) throw missing(id)
      return row
    },
    create: async (watch) => {
      const { row, secret } = rowOf(watch, 'api')
      const id = await insertWatch(db, row)
      if (id === null) throw nameTaken(row.name)
      return { watch: await get(id), secret }
    },
    change: async (id, patch) => {
      const before = await writable(id)
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
        ...(state !== undefined ? { state, state_reason: null } : { state: undefined, state_reason: undefined }),
      }).catch((error: unknown) => {
        throw isDuplicate(error) ? nameTaken(name) : error
      })
      if (state === 'active') await retryNow(db, id)
      return { watch: await get(id), secret: newSecret }
    },
    remove: async (id) => {
      await writable(id)
      await deleteWatch(db, id)
    },
    define: async (watches) => {
      const rows = watches.map((watch) => rowOf(watch, 'file').row)
      const existing = await countedWatches(db)
      for (const row of rows) {
        const known = existing.find(({ name }) => name === row.name)
        if (known === undefined) await insertWatch(db, row)
        else await updateWatch(db, known.id, row)
      }
      const names = new Set(rows.map(({ name }) => name))
      for (const { id, name, source } of existing) if (source === 'file' && !names.has(name)) await deleteWatch(db, id)
    },
  }
}

/** @throws WatchRefused */
export function readNewWatch(value: unknown): NewWatch {
  const parsed = newWatchSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.join('.') ?? ''
  throw new WatchRefused(400, `${path === '' ? 'the watch' : path}: ${issue?.message ?? 'is invalid'}`)
}

function rotate(row: WatchRow, box: SecretBox | null, now: number): { secrets: Buffer; newSecret: string } {
  if (row.destination.type !== 'webhook' || row.secrets === null)
    throw new WatchRefused(409, `only a webhook has a secret; this watch sends to ${row.destination.type}`)
  if (box === null) throw new WatchRefused(409, 'WATCH_SECRET_KEY is not set')
  const { secrets, newSecret } = rotatedSecrets(JSON.parse(box.open(row.secrets)) as DestinationSecrets, now)
  return { secrets: box.seal(JSON.stringify(secrets)), newSecret }
}

/** @throws WatchRefused naming what is wrong with the query */
function checkedFilter(filter: WatchFilter): WatchFilter {
  const { query, ...others } = filter
  if (query === undefined) return filter
  const [other] = Object.keys(others)
  if (other !== undefined) throw new WatchRefused(400, `filter: query cannot be combined with ${other}`)
  const unsuitable = unsuitableParameter(query)
  if (unsuitable !== null) throw new WatchRefused(400, `filter.query: ${unsuitable} has no meaning in a watch`)
  try {
    readListQuery(query)
  } catch (error) {
    if (error instanceof QueryError) throw new WatchRefused(400, `filter.query: ${error.message}`)
    throw error
  }
  return filter
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
const nameTaken = (name: string): WatchRefused =>
  new WatchRefused(409, `there is a watch with the name “${name}” already`)

/** SQLSTATE 23505. */
function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505'
}
