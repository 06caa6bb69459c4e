import { canonicalise } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import type { Catalogue } from '../../catalogue/catalogue.js'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../queryable.js'

const listed = 'FROM ai_models WHERE removed_at IS NULL AND position IS NOT NULL'

/**
 * The currently listed models, in upstream order and canonical form. Models of `previous` with unchanged hashes are reused, and their
 * bodies are not read. Takes several queries, so `tx` must be one consistent view.
 */
export async function currentModels(tx: Queryable, previous?: Catalogue): Promise<Model[]> {
  if (previous === undefined || previous.entries.length === 0) {
    const rows = await tx.query<{ body: Model }>(`SELECT body ${listed} ORDER BY position`)
    return mapInSlices(rows, ({ body }) => canonicalise(body))
  }
  const rows = await tx.query<ListedHashes>(`SELECT id, content_hash, benchmarks_hash ${listed} ORDER BY position`)
  const known = await mapInSlices(rows, (row) => knownModel(row, previous))
  const differing = rows.flatMap(({ id }, nr) => (known[nr] ? [] : [id]))
  const read = differing.length === 0 ? new Map<string, Model>() : await readBodies(tx, differing)
  return rows.flatMap(({ id }, nr) => known[nr] ?? read.get(id) ?? [])
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

async function readBodies(tx: Queryable, ids: readonly string[]): Promise<Map<string, Model>> {
  const rows = await tx.query<{ id: string; body: Model }>(
    'SELECT id, body FROM ai_models WHERE id = ANY ($1::text[])',
    [ids],
  )
  return new Map(await mapInSlices(rows, ({ id, body }) => [id, canonicalise(body)] as const))
}
