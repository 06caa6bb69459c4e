import type { Model } from '@modelkeep/catalog/model/model'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'
import { intactModel, type StoredModel } from './intact-model.js'

const listed = 'FROM ai_models WHERE removed_at IS NULL AND position IS NOT NULL'

/** A row whose body is no model of that id. `repaired`: its content was found among the contents of versions. */
export interface DamagedRow {
  id: string
  repaired: boolean
}

export interface CurrentModels {
  /** In upstream order and canonical form. Without the models of damaged rows that could not be repaired. */
  models: Model[]
  damaged: DamagedRow[]
}

/**
 * The currently listed models. Models of `previous` with unchanged hashes are reused, and their bodies are not read. Takes several
 * queries, so `tx` must be one consistent view.
 */
export async function currentModels(tx: Queryable, previous?: Catalogue): Promise<CurrentModels> {
  const rows = await tx.query<ListedHashes>(`SELECT id, content_hash, benchmarks_hash ${listed} ORDER BY position`)
  const known = await mapInSlices(rows, (row) => previous && knownModel(row, previous))
  const differing = rows.flatMap(({ id }, nr) => (known[nr] ? [] : [id]))
  const read = await readBodies(tx, differing)
  const damagedIds = differing.filter((id) => !read.has(id))
  const repaired = await readVersions(tx, damagedIds)
  return {
    models: rows.flatMap(({ id }, nr) => known[nr] ?? read.get(id) ?? repaired.get(id) ?? []),
    damaged: damagedIds.map((id) => ({ id, repaired: repaired.has(id) })),
  }
}

interface ListedHashes {
  id: string
  content_hash: string
  benchmarks_hash: string | null
}

function knownModel(
  { id, content_hash: facts, benchmarks_hash: benchmarks }: ListedHashes,
  previous: Catalogue,
): Model | undefined {
  const entry = previous.byId.get(id)
  return entry?.facts.hash === facts && (entry.benchmarks?.hash ?? null) === benchmarks ? entry.raw : undefined
}

/** The bodies that are models. */
async function readBodies(tx: Queryable, ids: readonly string[]): Promise<Map<string, Model>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: string; body: unknown }>(
    'SELECT id, body FROM ai_models WHERE id = ANY ($1::text[])',
    [ids],
  )
  return intactModels(rows.map(({ id, body }) => ({ id, facts: body })))
}

/** The same from the contents of versions, which are only ever inserted. */
async function readVersions(tx: Queryable, ids: readonly string[]): Promise<Map<string, Model>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<StoredModel>(
    `SELECT current.id, facts.body AS facts, benchmarks.body AS benchmarks FROM ai_models AS current
     JOIN model_contents AS facts ON facts.hash = current.content_hash
     LEFT JOIN model_contents AS benchmarks ON benchmarks.hash = current.benchmarks_hash
     WHERE current.id = ANY ($1::text[])`,
    [ids],
  )
  return intactModels(rows)
}

async function intactModels(rows: readonly StoredModel[]): Promise<Map<string, Model>> {
  const checked = await mapInSlices(rows, (row) => {
    const model = intactModel(row)
    return model === null ? [] : ([[row.id, model]] as const)
  })
  return new Map(checked.flat())
}
