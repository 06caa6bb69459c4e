import { brotliCompress, brotliDecompress, constants, gunzip } from 'node:zlib'
import { promisify } from 'node:util'
import type { Quarantined, QuarantineReason } from '@modelkeep/catalog/contract/quarantine'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import type { Queryable } from '../queryable.js'

const compress = promisify(brotliCompress)
const gzipMagic = Buffer.from([0x1f, 0x8b])
/** Bodies are compressed with brotli; documents that migration 9 moved here, with gzip. A brotli stream of the default window never begins like gzip. */
const decompress = (body: Buffer): Promise<Buffer> =>
  promisify(body.subarray(0, 2).equals(gzipMagic) ? gunzip : brotliDecompress)(body)

/** A mirrored document is stored with its mirror in place of a scope. */
export type StoredScope = Scope | Exclude<Quarantined['source'], 'openrouter'>

/** A quarantined payload, model or mirrored document. Times are Unix milliseconds. */
export interface QuarantineEntry {
  payloadHash: string
  observedAt: number
  reason: QuarantineReason
  detail: string
  scope: StoredScope
  /** The id of a broken model; null for a whole payload. */
  modelId: string | null
  /** A hash of the ids that are missing from the list; null unless the reason is `shrunk`. */
  lossHash: string | null
  body: Buffer
}

const maxEntries = 100
/** Of each mirror: a document has some hundred kilobytes. */
const maxDocuments = 5
const LIST_SCOPES: readonly string[] = ['all', 'text'] satisfies Scope[]
const columns =
  'id, observed_at, last_observed_at, times, reason, detail, scope, model_id, payload_hash, bytes, approved_at'

/**
 * Stores an entry, or increments the count of an equal payload. Deletes all but the newest 100 of lists, and the newest 5 of each
 * mirror. `since` is taken over from entries with the same loss, unless a good list arrived in between.
 */
export async function insertQuarantined(tx: Queryable, entry: QuarantineEntry): Promise<void> {
  const body = await compress(entry.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })
  const since = await knownSince(tx, entry)
  await tx.query(
    `INSERT INTO quarantined_payloads AS stored (
       payload_hash, observed_at, last_observed_at, reason, detail, scope, model_id, loss_hash, since, bytes, body
     )
     SELECT $1, seen.at, seen.at, $3, $4, $5, $6, $7, coalesce(to_timestamp($8::double precision / 1000), seen.at), $9, $10
     FROM (SELECT to_timestamp($2::double precision / 1000) AS at) AS seen
     ON CONFLICT (payload_hash) DO UPDATE SET
       times = stored.times + 1, since = excluded.since, detail = excluded.detail,
       last_observed_at = greatest(stored.last_observed_at, excluded.last_observed_at)`,
    [
      entry.payloadHash,
      entry.observedAt,
      entry.reason,
      entry.detail,
      entry.scope,
      entry.modelId,
      entry.lossHash,
      since,
      entry.body.length,
      body,
    ],
  )
  await tx.query(
    `DELETE FROM quarantined_payloads WHERE id IN
     (SELECT id FROM quarantined_payloads WHERE scope = ANY ($2) ORDER BY last_observed_at DESC, id DESC OFFSET $1)`,
    isList(entry.scope) ? [maxEntries, LIST_SCOPES] : [maxDocuments, [entry.scope]],
  )
}

/** When this loss was first seen, without a good list or another loss in between; null if it is new. */
export async function lossSince(db: Queryable, lossHash: string): Promise<number | null> {
  const rows = await db.query<{ since: number | null }>(
    `SELECT min(since) AS since FROM quarantined_payloads WHERE loss_hash = $1
     AND since > coalesce((SELECT max(observed_at) FROM catalog_syncs WHERE status IN ('applied', 'unchanged')), '-infinity')
     AND since > coalesce((SELECT max(last_observed_at) FROM quarantined_payloads WHERE loss_hash <> $1 AND reason = 'shrunk'), '-infinity')`,
    [lossHash],
  )
  return rows[0]?.since ?? null
}

/**
 * Since when every accepted list has had this unreadable id; null if the last one did not. `before`: the time of the list that is being
 * committed; absent: now.
 */
export async function unreadableSince(db: Queryable, idHash: string, before?: number): Promise<number | null> {
  const rows = await db.query<{ since: number | null }>(
    `SELECT min(since) AS since FROM quarantined_payloads WHERE loss_hash = $1 AND reason = 'broken_model'
     AND last_observed_at >= coalesce((
       SELECT max(observed_at) FROM catalog_syncs
       WHERE status IN ('applied', 'unchanged') AND ($2::double precision IS NULL OR observed_at < to_timestamp($2 / 1000))
     ), '-infinity')`,
    [idHash, before ?? null],
  )
  return rows[0]?.since ?? null
}

async function knownSince(tx: Queryable, { lossHash, reason, observedAt }: QuarantineEntry): Promise<number | null> {
  if (lossHash === null) return null
  return reason === 'broken_model' ? unreadableSince(tx, lossHash, observedAt) : lossSince(tx, lossHash)
}

type QuarantineRow = Omit<Quarantined, 'source' | 'scope' | 'observed_at' | 'last_observed_at' | 'approved_at'> & {
  scope: StoredScope
  observed_at: number
  last_observed_at: number
  approved_at: number | null
}

/** The newest 100, one per distinct payload. */
export async function listQuarantined(db: Queryable): Promise<Quarantined[]> {
  const rows = await db.query<QuarantineRow>(
    `SELECT ${columns} FROM quarantined_payloads ORDER BY last_observed_at DESC, id DESC LIMIT $1`,
    [maxEntries],
  )
  return rows.map(asQuarantined)
}

export async function readQuarantined(db: Queryable, id: number): Promise<{ entry: Quarantined; body: Buffer } | null> {
  const rows = await db.query<QuarantineRow & { body: Buffer }>(
    `SELECT ${columns}, body FROM quarantined_payloads WHERE id = $1`,
    [id],
  )
  const row = rows[0]
  if (!row) return null
  const { body, ...entry } = row
  return { entry: asQuarantined(entry), body: await decompress(body) }
}

export async function markApproved(tx: Queryable, id: number, at: number): Promise<void> {
  await tx.query(
    'UPDATE quarantined_payloads SET approved_at = to_timestamp($2::double precision / 1000) WHERE id = $1',
    [id, at],
  )
}

function asQuarantined(row: QuarantineRow): Quarantined {
  const iso = (time: number): string => new Date(time).toISOString()
  const { scope } = row
  return {
    ...row,
    ...(isList(scope) ? { source: 'openrouter', scope } : { source: scope, scope: null }),
    observed_at: iso(row.observed_at),
    last_observed_at: iso(row.last_observed_at),
    approved_at: row.approved_at === null ? null : iso(row.approved_at),
  }
}

function isList(scope: StoredScope): scope is Scope {
  return LIST_SCOPES.includes(scope)
}
