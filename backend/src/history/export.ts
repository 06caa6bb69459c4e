import { joinFacets } from '@modelkeep/catalog/model/canonical'
import type { Scope } from '@modelkeep/catalog/contract/syncs'
import type { Model } from '@modelkeep/catalog/model/model'
import { contentHash } from '../catalogue/content.js'
import { catalogueAsOf, type CatalogueAsOf } from '../postgres/as-of.js'
import type { Database } from '../postgres/database.js'
import type { Queryable } from '../postgres/queryable.js'
import { appliedSyncsAfter, versionsBetween, type VersionRow } from '../postgres/queries/history-page.js'
import { newestSync } from '../postgres/queries/newest-sync.js'
import { syncCoverage } from '../postgres/queries/sync-coverage.js'
import { covers } from './capture/scope.js'

/** There is nothing to export, or history changed during the export. */
export class ExportImpossible extends Error {
  override readonly name = 'ExportImpossible'
  readonly code = 'export_impossible'
}

const syncsPerPage = 50
const statementTimeoutMs = 20_000

/**
 * The catalogue as of a moment (Unix milliseconds; null: the newest), as one line of NDJSON that `import` reads. Its time is when it
 * was observed. @throws ExportImpossible if there was no catalogue yet
 */
export async function exportCatalogue(db: Database, moment: number | null): Promise<string> {
  const read = async (tx: Queryable): Promise<string> => {
    const at = moment ?? (await newestSync(tx)).newest?.appliedAt
    if (at === undefined) throw new ExportImpossible('there is no catalogue yet')
    const { sync, catalogue } = await firstEqualAsOf(tx, at)
    if (sync === null)
      throw new ExportImpossible(`there is no catalogue as of ${new Date(at).toISOString()}: history begins later`)
    const { scope: syncScope } = await syncCoverage(tx, sync.id)
    const scope = catalogue.entries.every(({ model }) => covers(syncScope, model)) ? syncScope : 'all'
    const models = catalogue.entries.map(({ json }) => json)
    return captureLine({ observedAt: sync.observedAt, scope }, models)
  }
  return db.transaction(read, { readOnly: true, statementTimeoutMs })
}

/** The first of the consecutive syncs that had the catalogue as of `moment`: an import can make a later one redundant. */
async function firstEqualAsOf(tx: Queryable, moment: number): Promise<CatalogueAsOf> {
  let first = await catalogueAsOf(tx, moment)
  while (first.sync !== null) {
    const before = await catalogueAsOf(tx, first.sync.observedAt - 1, first.catalogue)
    if (before.sync === null || before.catalogue.hash !== first.catalogue.hash) break
    first = before
  }
  return first
}

/**
 * Every distinct catalogue, oldest first, one capture per line. Reads the versions once and holds one catalogue and the removed models
 * in memory. @throws ExportImpossible if there is none, or if history was rewritten during the export
 */
export async function* exportHistory(db: Database): AsyncGenerator<string> {
  const { rewrites } = await newestSync(db)
  const models = new Map<string, ModelState>()
  let lastHash: string | null = null
  for await (const { sync, versions } of appliedSyncs(db)) {
    for (const version of versions) applyVersion(models, version)
    const listed = sync.ids.flatMap((id) => models.get(id) ?? []).filter(({ facts }) => facts.hash !== null)
    const hashes = listed.map(({ id, facts, benchmarks }) => `${id} ${facts.hash} ${benchmarks.hash}`)
    const hash = contentHash(hashes.join('\n'))
    if (hash === lastHash) continue // an import made this sync redundant
    lastHash = hash
    yield captureLine(sync, listed.map(jsonOf))
  }
  if (lastHash === null) throw new ExportImpossible('there is no catalogue yet')
  if ((await newestSync(db)).rewrites !== rewrites)
    throw new ExportImpossible('history was rewritten during the export, for example by an import: run it again')
}

interface AppliedSync {
  sync: { observedAt: number; scope: Scope; ids: readonly string[] }
  /** The versions since the sync before. */
  versions: readonly VersionRow[]
}

async function* appliedSyncs(db: Database): AsyncGenerator<AppliedSync> {
  let after: number | null = null
  for (;;) {
    const syncs = await appliedSyncsAfter(db, after, syncsPerPage)
    const last = syncs.at(-1)
    if (last === undefined) return
    const versions = await versionsBetween(db, after, last.observedAt)
    let from = 0
    for (const sync of syncs) {
      let end = from
      while (end < versions.length && versions[end]!.observedAt <= sync.observedAt) end++
      yield { sync, versions: versions.slice(from, end) }
      from = end
    }
    after = last.observedAt
  }
}

interface FacetState {
  hash: string | null
  body: unknown
}

interface ModelState {
  id: string
  facts: FacetState
  benchmarks: FacetState
  /** Cached canonical JSON. */
  json: string | null
}

const absent: FacetState = { hash: null, body: null }

function applyVersion(models: Map<string, ModelState>, { modelId, facet, hash, body }: VersionRow): void {
  const known = models.get(modelId) ?? { id: modelId, facts: absent, benchmarks: absent, json: null }
  models.set(modelId, { ...known, [facet === 'model' ? 'facts' : 'benchmarks']: { hash, body }, json: null })
}

function jsonOf(model: ModelState): string {
  model.json ??= JSON.stringify(joinFacets(model.facts.body as Model, model.benchmarks.body))
  return model.json
}

function captureLine({ observedAt, scope }: { observedAt: number; scope: Scope }, models: readonly string[]): string {
  return `{"observed_at":"${new Date(observedAt).toISOString()}","scope":"${scope}","data":[${models.join(',')}]}\n`
}
