import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { stringifyAnyDepth } from '@modelkeep/catalog/model/unsafe-json'
import type { RejectedModel } from '@modelkeep/catalog/model/validate-catalogue'
import type { Catalogue } from '../catalogue/catalogue.js'
import { contentHash } from '../catalogue/content.js'
import { commitCatalogue } from '../postgres/commit-catalogue.js'
import { commitHistorical } from '../postgres/commit-historical.js'
import type { Database } from '../postgres/database.js'
import { assertLease, leaseIdleMs, type Lease } from '../postgres/lease.js'
import type { Queryable } from '../postgres/queryable.js'
import { insertSync, notifySync } from '../postgres/queries/insert-sync.js'
import { insertQuarantined } from '../postgres/queries/quarantine.js'
import { syncByKey } from '../postgres/queries/sync-log.js'
import type { Observation } from '../snapshot/observation.js'
import { hashUnreadableId, type AcceptedFetch, type ValidatedFetch } from './validate.js'

const statementTimeoutMs = 30_000
/** No other replica can sync meanwhile. Many times the duration of a huge catalogue's first commit. */
const deadlineMs = 120_000

/** The newest sync of the catalogue, whose changes were written in the transaction `tx`. */
export type OnNews = (tx: Queryable, sync: { id: number; observedAt: number; catalogue: Catalogue }) => Promise<void>

/**
 * Writes a sync in one transaction, under the lease's fencing token. Committing the same observation again changes nothing.
 * @throws LeaseLost @throws DatabaseUnavailable: the sync may or may not have been committed
 */
export async function commitToDatabase(
  { db, onNews }: { db: Database; onNews: OnNews },
  lease: Lease,
  validated: ValidatedFetch,
): Promise<Sync> {
  await db.transaction(
    async (tx) => {
      await assertLease(tx, lease)
      const syncId = await writeSync(tx, validated, onNews)
      if (syncId === null) return
      await writeQuarantine(tx, validated)
      await notifySync(tx, syncId)
    },
    { statementTimeoutMs, deadlineMs, idleTimeoutMs: leaseIdleMs(lease) },
  )
  const sync = await syncByKey(db, validated.observation.key)
  if (sync === null) throw new Error('a committed sync is missing from the log')
  return sync
}

/** Resolves with null if this observation is already in the log. */
async function writeSync(tx: Queryable, validated: ValidatedFetch, onNews: OnNews): Promise<number | null> {
  const { observation } = validated
  const row = {
    key: observation.key,
    observedAt: observation.observedAt,
    source: observation.source,
    scope: observation.scope,
    payloadHash: validated.status === 'failed' ? null : observation.payloadHash,
    durationMs: Math.round(observation.durationMs),
    detail: syncDetail(validated),
  }
  if (validated.status === 'accepted') {
    const { baseline, catalogue, changes } = validated
    if (baseline.next) return commitHistorical(tx, { row, baseline, catalogue, changes }, baseline.next)
    const syncId = await commitCatalogue(tx, { row, baseline, catalogue, changes })
    if (syncId !== null && isNews(validated)) await onNews(tx, { id: syncId, observedAt: row.observedAt, catalogue })
    return syncId
  }
  const counts = { orderHash: null, modelCount: null, added: 0, changed: 0, removed: 0 }
  return insertSync(tx, { ...row, ...counts, status: validated.status })
}

/** Watches hear nothing of a new database's first sync, nor of a list that an administrator approved. */
function isNews({ baseline, observation, changes }: AcceptedFetch): boolean {
  return baseline.newest !== null && observation.source !== 'approval' && changes.length > 0
}

export function syncDetail(
  validated: Pick<AcceptedFetch, 'status' | 'rejected'> | Exclude<ValidatedFetch, AcceptedFetch>,
): string | null {
  if (validated.status === 'failed') return validated.detail
  if (validated.status === 'quarantined') return `${validated.reason}: ${validated.detail}`
  const { rejected } = validated
  const [first] = rejected
  return first
    ? `${rejected.length} broken models quarantined, first ${first.id ?? `item ${first.index}`}: ${first.reason}`
    : null
}

async function writeQuarantine(tx: Queryable, validated: ValidatedFetch): Promise<void> {
  const { observation } = validated
  if (validated.status === 'accepted') {
    for (const rejected of validated.rejected) await quarantineModel(tx, observation, rejected)
  }
  if (validated.status === 'quarantined') {
    const { observedAt, scope, payloadHash, bytes } = observation
    const { reason, detail, lossHash } = validated
    await insertQuarantined(tx, {
      observedAt,
      scope,
      payloadHash,
      reason,
      detail,
      lossHash,
      modelId: null,
      body: bytes,
    })
  }
}

/** Stores one broken model of an accepted list for inspection. */
export async function quarantineModel(
  tx: Queryable,
  { observedAt, scope }: Pick<Observation, 'observedAt' | 'scope'>,
  { id, index, reason, item }: RejectedModel,
): Promise<void> {
  const body = Buffer.from(stringifyAnyDepth(item))
  await insertQuarantined(tx, {
    observedAt,
    scope,
    payloadHash: contentHash(body),
    reason: 'broken_model',
    detail: storableText(`${reason} (item ${index})`),
    lossHash: id === null ? hashUnreadableId(item) : null,
    modelId: id === null ? null : storableText(id).slice(0, 255),
    body,
  })
}

/** PostgreSQL's text can hold neither NUL nor lone surrogates. */
function storableText(text: string): string {
  return text.replaceAll('\0', '\u{FFFD}').toWellFormed()
}
