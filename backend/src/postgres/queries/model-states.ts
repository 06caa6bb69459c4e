import type { Model } from '@modelkeep/catalog/model/model'
import type { VersionState } from '@modelkeep/catalog/changes/model-versions'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'
import { intactModel } from './intact-model.js'

/** A model that is or was listed, or was adopted from an older program. `last_seen` in Unix milliseconds. */
export interface KnownModel {
  name: string | null
  last_seen: number | null
}

export async function knownModel(db: Queryable, id: string): Promise<KnownModel | null> {
  const [row] = await db.query<KnownModel>('SELECT name, last_seen FROM ai_models WHERE id = $1', [id])
  return row ?? null
}

/** The distinct consecutive states of one model, without benchmarks, oldest first. Those whose content is damaged are left out. */
export async function modelStates(db: Queryable, id: string): Promise<VersionState[]> {
  const versions = await db.query<{ sync_id: number; observed_at: number; hash: string | null }>(
    `SELECT sync_id, observed_at, hash FROM model_versions
     WHERE model_id = $1 AND facet = 'model' ORDER BY observed_at, seq`,
    [id],
  )
  const distinct = versions.filter(({ hash }, nr) => hash !== (nr === 0 ? null : versions[nr - 1]!.hash))
  const contents = await contentsOf(
    db,
    id,
    distinct.flatMap(({ hash }) => (hash === null ? [] : [hash])),
  )
  const churned = await churnedFields(
    db,
    distinct.map((version) => version.sync_id),
  )
  return distinct.flatMap(({ sync_id: syncId, observed_at: observedAt, hash }) => {
    const model = hash === null ? null : contents.get(hash)
    if (model === undefined) return []
    return [{ observedAt, model: model && typedModel(model), churned: churned.get(syncId) ?? new Set<string>() }]
  })
}

/** When the catalogue was last confirmed before `moment`; null if never. Both in Unix milliseconds. */
export async function confirmedBefore(db: Queryable, moment: number): Promise<number | null> {
  const [row] = await db.query<{ observed_at: number }>(
    `SELECT observed_at FROM catalog_syncs
     WHERE status IN ('applied', 'unchanged') AND observed_at < to_timestamp($1::double precision / 1000)
     ORDER BY observed_at DESC, id DESC LIMIT 1`,
    [moment],
  )
  return row?.observed_at ?? null
}

/** Reads each intact content once: a flapping price repeats the same few. */
async function contentsOf(db: Queryable, id: string, hashes: readonly string[]): Promise<Map<string, Model>> {
  const rows = await db.query<{ hash: string; body: unknown }>(
    'SELECT hash, body FROM model_contents WHERE hash = ANY ($1::text[])',
    [[...new Set(hashes)]],
  )
  const checked = await mapInSlices(rows, ({ hash, body }) => {
    const model = intactModel({ id, facts: body, hash })
    return model === null ? [] : ([[hash, model]] as const)
  })
  return new Map(checked.flat())
}

/** The fields of schema changes, by sync. */
async function churnedFields(db: Queryable, syncIds: readonly number[]): Promise<Map<number, Set<string>>> {
  const rows = await db.query<{ sync_id: number; field: string }>(
    `SELECT sync_id, field FROM catalog_changes
     WHERE sync_id = ANY ($1::bigint[]) AND kind = 'schema_changed'`,
    [syncIds],
  )
  const fields = new Map<number, Set<string>>()
  for (const { sync_id: syncId, field } of rows) fields.set(syncId, (fields.get(syncId) ?? new Set()).add(field))
  return fields
}
