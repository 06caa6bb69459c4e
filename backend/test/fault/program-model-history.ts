/** Compares the history of a program with what it acknowledged: catalogues as of each time, the sync log, versions and one model's history. */
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { query } from '../helpers/query.js'
import { isList, markOf, markOfName, ModelMismatch, type ListedModel } from './published-lists.js'

/** What upstream published and the program acknowledged by its events. Nothing else of the program is used. */
export interface Facts {
  /** How many lists upstream has published. The number of a list is its mark. */
  published: number
  acknowledged: { mark: number; at: number }[]
  /** Marks of the lists that upstream had when a program was killed: they may have been committed without an event. */
  inDoubt: Set<number>
}

export interface RecordedHistory {
  /** The URL of the program. */
  url: string
  databaseUrl: string
  facts: Facts
  /** The marks of the published lists, by the hash of their payload. */
  marks: ReadonlyMap<string, number>
}

/** @throws ModelMismatch */
export async function compareHistory(history: RecordedHistory): Promise<void> {
  await compareCatalogues(history)
  await compareSyncs(history)
  const stored = await storedMarks(history)
  await compareModelHistory(history, stored)
  compareVersions(history, stored)
}

/** The catalogue as of each acknowledged sync is its list. */
async function compareCatalogues({ url, facts }: RecordedHistory): Promise<void> {
  for (const { mark, at } of facts.acknowledged) {
    const moment = new Date(at).toISOString()
    const response = await fetch(`${url}/api/models?as_of=${moment}`)
    const { data } = (await response.json()) as { data?: ListedModel[] }
    if (data !== undefined && isList(data, mark)) continue
    throw new ModelMismatch(`list ${mark} was acknowledged at ${moment}, but history has list ${data && markOf(data)}`)
  }
}

/** Each acknowledged list is in the log once, at its time. All others are of a killed program. */
async function compareSyncs({ databaseUrl, facts, marks }: RecordedHistory): Promise<void> {
  const rows = (await query(
    databaseUrl,
    `SELECT payload_hash AS hash, (extract(epoch FROM observed_at) * 1000)::float8 AS at
     FROM catalog_syncs WHERE status IN ('applied', 'unchanged')`,
  )) as { hash: string; at: number }[]
  const acknowledged = facts.acknowledged.map(({ mark, at }) => `${mark} at ${at}`)
  const logged = rows.map(({ hash, at }) => `${marks.get(hash)} at ${Math.round(at)}`)
  for (const one of acknowledged) {
    const times = logged.filter((each) => each === one).length
    if (times !== 1) throw new ModelMismatch(`list ${one} was acknowledged once, but is in the log ${times} times`)
  }
  const isInDoubt = (one: string): boolean => facts.inDoubt.has(Number(one.split(' ')[0]))
  const extra = logged.filter((one) => !acknowledged.includes(one) && !isInDoubt(one))
  if (extra.length > 0 || new Set(logged).size < logged.length)
    throw new ModelMismatch(`logged: ${logged.join(', ')}; acknowledged: ${acknowledged.join(', ')}`)
}

/**
 * The marks in the versions of the model `a/mark`, oldest first. Upstream never returns to an older list, so each mark occurs once. But a
 * late commit may precede an equal version that was stored before: versions are never deleted.
 */
async function storedMarks({ databaseUrl }: RecordedHistory): Promise<number[]> {
  const rows = (await query(
    databaseUrl,
    `SELECT content.body ->> 'name' AS name, version.sync_id::int AS id
     FROM model_versions AS version JOIN model_contents AS content USING (hash)
     WHERE version.model_id = 'a/mark' AND version.facet = 'model'
     ORDER BY version.observed_at, version.sync_id`,
  )) as { name: string; id: number }[]
  const marks = rows.map(({ name }) => markOfName(name))
  const repeated = rows.findIndex(({ id }, nr) => nr > 0 && marks[nr] === marks[nr - 1] && rows[nr - 1]!.id < id)
  if (repeated !== -1) {
    const all = rows.map(({ id }, nr) => `${marks[nr]} (sync ${id})`).join(', ')
    throw new ModelMismatch(`list ${marks[repeated]} was committed again by sync ${rows[repeated]!.id}: ${all}`)
  }
  return marks.filter((mark, nr) => mark !== marks[nr - 1])
}

/** The API shows one rename per stored version after the first. */
async function compareModelHistory({ url }: RecordedHistory, stored: readonly number[]): Promise<void> {
  const response = await fetch(`${url}/api/models/a/mark/history`)
  const { versions } = ((await response.json()) as { data: ModelHistory }).data
  const renames = versions
    .toReversed()
    .slice(1)
    .map(({ changes }) =>
      changes.filter(({ kind }) => kind === 'renamed').map(({ after }) => markOfName(String(after))),
    )
  if (JSON.stringify(renames) !== JSON.stringify(stored.slice(1).map((mark) => [mark])))
    throw new ModelMismatch(`history shows ${JSON.stringify(renames)}, but the versions are ${stored.join(' ')}`)
}

/** There is one version per list, in order: for every acknowledged list, and otherwise only for lists of a killed program. */
function compareVersions({ facts }: RecordedHistory, stored: readonly number[]): void {
  const ascending = [...new Set(stored)].toSorted((a, b) => a - b)
  if (stored.join() !== ascending.join())
    throw new ModelMismatch(`versions are not one per list, in order: ${stored.join(' ')}`)
  const acknowledged = new Set(facts.acknowledged.map(({ mark }) => mark))
  const extra = stored.filter((mark) => !acknowledged.has(mark) && !facts.inDoubt.has(mark))
  if (extra.length > 0 || [...acknowledged].some((mark) => !stored.includes(mark)))
    throw new ModelMismatch(`stored: ${stored.join(' ')}; acknowledged: ${[...acknowledged].join(' ')}`)
}
