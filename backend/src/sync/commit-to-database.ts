import type { Sync } from '@modelkeep/catalog/contract/syncs'
import { stringifyAnyDepth } from '@modelkeep/catalog/model/unsafe-json'
import type { RejectedModel } from '@modelkeep/catalog/model/validate-list'
import { contentHash } from '../catalogue/catalogue.js'
import type { Observation } from './observation.js'
import { commitCatalogue } from '../postgres/commit-catalogue.js'
import { commitPast } from '../postgres/commit-past.js'
import type { Database } from '../postgres/database.js'
import { assertLease, idleUnder, type Lease } from '../postgres/lease.js'
import type { Queryable } from '../postgres/queryable.js'
import { insertSync, notifySync } from '../postgres/queries/insert-sync.js'
import { insertQuarantined } from '../postgres/queries/quarantine.js'
import { syncByKey } from '../postgres/queries/sync-log.js'
import type { Judged } from './validate.js'

const statementTimeoutMs = 30_000
/** Nobody else can take a turn while it lasts. Many times what the first commit of a huge catalogue takes. */
const deadlineMs = 120_000

/**
 * Writes what was judged in one transaction, under the lease's fencing token. Committing the same observation again
 * changes nothing. @throws LeaseLost @throws DatabaseUnavailable: then it may have been committed or not
 */
export async function commit(db: Database, lease: Lease, judged: Judged): Promise<Sync> {
  await db.transaction(
    async (tx) => {
      await assertLease(tx, lease)
      const syncId = await write(tx, judged)
      if (syncId === null) return
      await keepAside(tx, judged)
      await notifySync(tx, syncId)
    },
    { statementTimeoutMs, deadlineMs, idleTimeoutMs: idleUnder(lease) },
  )
  const sync = await syncByKey(db, judged.observation.key)
  if (sync === null) throw new Error('a sync that was committed is not in the log')
  return sync
}

async function write(tx: Queryable, judged: Judged): Promise<number | null> {
  const { observation } = judged
  const row = {
    key: observation.key,
    observedAt: observation.observedAt,
    source: observation.source,
    scope: observation.scope,
    payloadHash: judged.verdict === 'failed' ? null : observation.payloadHash,
    durationMs: Math.round(observation.durationMs),
    detail: detailOf(judged),
  }
  if (judged.verdict === 'accepted') {
    const { baseline, catalogue, changes } = judged
    return baseline.next
      ? commitPast(tx, { row, baseline, catalogue, changes }, baseline.next)
      : commitCatalogue(tx, { row, baseline, catalogue, changes })
  }
  return insertSync(tx, {
    ...row,
    status: judged.verdict,
    orderHash: null,
    modelCount: null,
    added: 0,
    changed: 0,
    removed: 0,
  })
}

export function detailOf(
  judged: { verdict: 'accepted'; rejected: RejectedModel[] } | Exclude<Judged, { verdict: 'accepted' }>,
): string | null {
  if (judged.verdict !== 'accepted')
    return judged.verdict === 'failed' ? judged.detail : `${judged.reason}: ${judged.detail}`
  const [first] = judged.rejected
  return first
    ? `${judged.rejected.length} broken models kept aside, first ${first.id ?? `item ${first.index}`}: ${first.reason}`
    : null
}

async function keepAside(tx: Queryable, judged: Judged): Promise<void> {
  const { observation } = judged
  if (judged.verdict === 'quarantined') {
    const { reason, detail, lossHash } = judged
    await insertQuarantined(tx, {
      ...aside(observation),
      payloadHash: observation.payloadHash,
      reason,
      detail,
      lossHash,
      modelId: null,
      body: observation.bytes,
    })
  }
  if (judged.verdict === 'accepted') {
    for (const rejected of judged.rejected) await keepBrokenModel(tx, observation, rejected)
  }
}

/** Keeps one broken model of an accepted list aside, so that a person can look at it. */
export async function keepBrokenModel(
  tx: Queryable,
  observation: Pick<Observation, 'observedAt' | 'scope'>,
  { id, index, reason, item }: RejectedModel,
): Promise<void> {
  const body = Buffer.from(stringifyAnyDepth(item))
  const modelId = id?.replaceAll('\0', '\u{FFFD}').toWellFormed().slice(0, 255) ?? null // PostgreSQL's text has neither NUL nor lone surrogates
  const detail = `${reason} (item ${index})`.replaceAll('\0', '\u{FFFD}').toWellFormed()
  await insertQuarantined(tx, {
    ...aside(observation),
    payloadHash: contentHash(body),
    reason: 'broken_model',
    detail,
    lossHash: null,
    modelId,
    body,
  })
}

function aside({ observedAt, scope }: Pick<Observation, 'observedAt' | 'scope'>) {
  return { observedAt, scope }
}
