import { diffCatalogues } from '@modelkeep/catalog/changes/diff'
import type { Change } from '@modelkeep/catalog/changes/change'
import { emptyCatalogue, modelsOf, type Catalogue } from '../../../src/catalogue/catalogue.js'
import type { Facet } from '../../../src/catalogue/catalogue-entry.js'
import { catalogueAsOf } from '../../../src/postgres/as-of.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import type { Database } from '../../../src/postgres/database.js'
import type { UpstreamList } from './lists.js'

interface SyncRow {
  id: number
  observed_at: number
  status: string
  payload_hash: string | null
}

/**
 * The errors of a history, given all lists that upstream published. There are none if each sync is complete and as observed, and versions
 * and changes follow from consecutive lists.
 */
export async function historyErrors(db: Database, lists: readonly UpstreamList[]): Promise<string[]> {
  const wrong: string[] = []
  const byHash = new Map(lists.map((list) => [list.payloadHash, list.catalogue]))
  const syncs = await db.query<SyncRow>(
    `SELECT id, observed_at, status, payload_hash FROM catalog_syncs WHERE status <> 'failed' ORDER BY observed_at, id`,
  )
  const seen = new Set<string>()
  let before = emptyCatalogue
  let idBefore = 0
  for (const { id, observed_at, status, payload_hash } of syncs) {
    const catalogue = byHash.get(payload_hash ?? '')
    if (catalogue === undefined || !['applied', 'unchanged'].includes(status)) {
      wrong.push(`sync ${id} is ${status} and its list was never published by upstream`)
      continue
    }
    const asOf = await catalogueAsOf(db, observed_at)
    if (asOf.catalogue.hash !== catalogue.hash) wrong.push(`the catalogue as of sync ${id} is not the observed one`)
    // A sync that was overtaken by an older observation keeps its status.
    if (status === 'applied' && before.hash === catalogue.hash && idBefore < id)
      wrong.push(`sync ${id} is applied, but changed nothing`)
    wrong.push(
      ...(await wrongVersions(db, id, before, catalogue)),
      ...(await wrongChanges(db, id, before, catalogue, seen)),
    )
    for (const entry of catalogue.entries) seen.add(entry.id)
    before = catalogue
    idBefore = id
  }
  const current = (await loadBaseline(db)).catalogue
  if (current.hash !== before.hash) wrong.push('the current table is not the newest sync')
  return wrong
}

/** Every version is as observed, and none is missing. Redundant versions are allowed, since late commits leave some. */
async function wrongVersions(db: Database, syncId: number, before: Catalogue, catalogue: Catalogue): Promise<string[]> {
  const rows = await db.query<{ model_id: string; facet: Facet; hash: string | null }>(
    'SELECT model_id, facet, hash FROM model_versions WHERE sync_id = $1',
    [syncId],
  )
  const there = new Set(rows.map(({ model_id, facet }) => `${facet} ${model_id}`))
  const untrue = rows.filter(
    ({ model_id, facet, hash }) => catalogue.byId.has(model_id) && hashOf(catalogue, model_id, facet) !== hash,
  )
  const ids = new Set([...before.byId.keys(), ...catalogue.byId.keys()])
  const missing = [...ids].filter(
    (id) => hashOf(before, id, 'model') !== hashOf(catalogue, id, 'model') && !there.has(`model ${id}`),
  )
  return [
    ...untrue.map(
      ({ model_id, facet }) => `sync ${syncId}: the ${facet} version of ${model_id} is not what was observed`,
    ),
    ...missing.map((id) => `sync ${syncId}: no version of ${id}, which changed`),
  ]
}

function hashOf(catalogue: Catalogue, id: string, facet: Facet): string | null {
  const entry = catalogue.byId.get(id)
  return (facet === 'model' ? entry?.facts.hash : entry?.benchmarks?.hash) ?? null
}

async function wrongChanges(
  db: Database,
  syncId: number,
  before: Catalogue,
  catalogue: Catalogue,
  seen: ReadonlySet<string>,
): Promise<string[]> {
  const rows = await db.query<{ kind: string; model_id: string | null; field: string | null }>(
    'SELECT kind, model_id, field FROM catalog_changes WHERE sync_id = $1',
    [syncId],
  )
  const expected = diffCatalogues(modelsOf(before), modelsOf(catalogue), (id) => seen.has(id))
  const describeChanges = (list: readonly { kind: string; model_id: string | null; field: string | null }[]): string =>
    list
      .map(({ kind, model_id, field }) => `${kind} ${model_id ?? ''} ${field ?? ''}`)
      .toSorted()
      .join('\n')
  return describeChanges(rows) === describeChanges(expected.map(asRow))
    ? []
    : [`sync ${syncId}: ${rows.length} changes instead of ${expected.length}, or different ones`]
}

function asRow(change: Change): { kind: string; model_id: string | null; field: string | null } {
  return { kind: change.kind, model_id: change.modelId ?? null, field: change.field ?? null }
}
