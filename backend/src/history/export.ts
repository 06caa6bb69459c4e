import { joinFacets } from '@modelkeep/catalog/model/canonical'
import type { Scope } from '@modelkeep/catalog/contract/api'
import type { Model } from '@modelkeep/catalog/model/model'
import { contentHash } from '../catalogue/content.js'
import { catalogueAsOf, type CatalogueAsOf } from '../postgres/as-of.js'
import type { Database } from '../postgres/database.js'
import type { Queryable } from '../postgres/queryable.js'
import {
  appliedSyncsAfter,
  versionsBetween,
  type AppliedSyncRow,
  type VersionRow,
} from '../postgres/queries/history-page.js'
import { newestSync } from '../postgres/queries/newest-sync.js'
import { whatSyncSaid } from '../postgres/queries/places-in-history.js'
import { speaksFor } from './capture-scope.js'

/** There is nothing that could be written, or it changed while it was being written. */
export class ExportImpossible extends Error {
  override readonly name = 'ExportImpossible'
  readonly code = 'export_impossible'
}

const pageOfSyncs = 50

/**
 * The catalogue as of a moment (Unix milliseconds; null: the newest), as one capture on a line of NDJSON that `import` reads.
 * Its time is when it was observed. @throws ExportImpossible when there was none yet
 */
export async function exportCatalogue(db: Database, moment: number | null): Promise<string> {
  return db.transaction(
    async (tx) => {
      const at = moment ?? (await newestSync(tx)).newest?.appliedAt
      const { sync, catalogue } = at === undefined ? { sync: null, catalogue: null } : await firstAsOf(tx, at)
      if (sync === null)
        throw new ExportImpossible(
          moment === null
            ? 'there is no catalogue yet'
            : `there is no catalogue as of ${new Date(moment).toISOString()}: history begins later`,
        )
      const { scope: said } = await whatSyncSaid(tx, sync.id)
      const scope = catalogue.entries.every(({ model }) => speaksFor(said, model)) ? said : 'all'
      return captureLine(
        { observedAt: sync.observedAt, scope },
        catalogue.entries.map(({ json }) => json),
      )
    },
    { readOnly: true, statementTimeoutMs: 20_000 },
  )
}

/** As of a moment, with the first of the syncs that said just this: a later one is no news where it was learnt later of the earlier one. */
async function firstAsOf(tx: Queryable, moment: number): Promise<CatalogueAsOf> {
  let first = await catalogueAsOf(tx, moment)
  while (first.sync !== null) {
    const before = await catalogueAsOf(tx, first.sync.observedAt - 1, first.catalogue)
    if (before.sync === null || before.catalogue.hash !== first.catalogue.hash) break
    first = before
  }
  return first
}

/**
 * Every accepted catalogue that was news, oldest first, a capture a line. Walks the versions once, and holds one catalogue and
 * the models that are gone. @throws ExportImpossible when there is none, or when the past was written anew meanwhile
 */
export async function* exportHistory(db: Database): AsyncGenerator<string> {
  const { rewrites } = await newestSync(db)
  const state = new Map<string, KnownModel>()
  let after: number | null = null
  let told = ''
  for (;;) {
    const syncs: AppliedSyncRow[] = await appliedSyncsAfter(db, after, pageOfSyncs)
    const last = syncs.at(-1)
    if (last === undefined) break
    const versions = await versionsBetween(db, after, last.observedAt)
    let next = 0
    for (const sync of syncs) {
      for (; next < versions.length && versions[next]!.observedAt <= sync.observedAt; next++)
        apply(state, versions[next]!)
      const listed = sync.ids.map((id) => state.get(id)).filter((model) => model?.facts.hash != null) as KnownModel[]
      const content = contentHash(
        listed.map(({ id, facts, benchmarks }) => `${id} ${facts.hash} ${benchmarks.hash}`).join('\n'),
      )
      if (content === told) continue // it was news once, and is none now that more of the past is known
      told = content
      yield captureLine(sync, listed.map(jsonOf))
    }
    after = last.observedAt
  }
  if (told === '') throw new ExportImpossible('there is no catalogue yet')
  if ((await newestSync(db)).rewrites !== rewrites)
    throw new ExportImpossible('the past was written anew meanwhile, by an import perhaps: export it again')
}

interface KnownModel {
  id: string
  facts: { hash: string | null; body: unknown }
  benchmarks: { hash: string | null; body: unknown }
  /** Its canonical bytes, until something changes. */
  json: string | null
}

const nothing = { hash: null, body: null }

function apply(state: Map<string, KnownModel>, { modelId, facet, hash, body }: VersionRow): void {
  const known = state.get(modelId) ?? { id: modelId, facts: nothing, benchmarks: nothing, json: null }
  state.set(modelId, { ...known, [facet === 'model' ? 'facts' : 'benchmarks']: { hash, body }, json: null })
}

function jsonOf(model: KnownModel): string {
  model.json ??= JSON.stringify(joinFacets(model.facts.body as Model, model.benchmarks.body))
  return model.json
}

function captureLine({ observedAt, scope }: { observedAt: number; scope: Scope }, models: readonly string[]): string {
  return `{"observed_at":"${new Date(observedAt).toISOString()}","scope":"${scope}","data":[${models.join(',')}]}\n`
}
