import type { ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import type { ChangeKind } from '@modelkeep/catalog/contract/change-kind'
import type { Queryable } from '../queryable.js'

/** One row of `catalog_changes`, and what it takes to show it. Times are Unix milliseconds. */
export interface ChangeRow {
  seq: number
  observed_at: number
  model_id: string | null
  /** The newest name that is known. */
  name: string | null
  kind: ChangeKind
  field: string | null
  before: unknown
  after: unknown
  scheduled: boolean
  /** Of a model that returned: when it had gone, and by which change. */
  removed_at: number | null
  removed_seq: number | null
}

/** Where one change stands among all, newest first. */
export interface ChangePlace {
  observedAt: number
  seq: number
}

/** A change of the same price, before or after another. */
export interface NeighbourRow extends Pick<ChangeRow, 'observed_at' | 'seq' | 'before' | 'after'> {
  field: string
}

/** `earlier` and `later`: of a price that no schedule moved, the changes of it next to this one. */
export interface RowWithNeighbours extends ChangeRow {
  earlier: NeighbourRow | null
  later: NeighbourRow | null
}

const number = (value: string): string =>
  `CASE WHEN length(${value} #>> '{}') <= 64 AND ${value} #>> '{}' ~ '^-?[0-9]+([.][0-9]+)?$' THEN (${value} #>> '{}')::numeric END`

/**
 * Few prices move far. No more than a sieve, so that not each one's neighbours are looked up: what is shown is judged by the
 * catalogue's own rule. A run that ends where it began moved by nothing, any other as far as its last change.
 */
const mayHaveMoved = `change.kind = 'price_changed' AND ($6 = 0 OR coalesce(abs(${number('change.after')} - ${number('change.before')}) * 100 >= ${number('change.before')} * $6, false))`

/** What a filter asks of a row `change` of catalog_changes. Its parameters are $1 to $6: `filterValues`. */
export const filterConditions = `($1::double precision IS NULL OR change.observed_at >= to_timestamp($1 / 1000)) AND ($2::double precision IS NULL OR change.observed_at < to_timestamp($2 / 1000))
  AND ($3::text[] IS NULL OR change.kind = ANY ($3)) AND ($4::text[] IS NULL OR change.model_id = ANY ($4))
  AND ($5::boolean OR NOT change.scheduled) AND ($6::numeric IS NULL OR (${mayHaveMoved}))`

/** `min_percent` is asked again of what is shown: see history/changes.ts. */
export async function filterValues(db: Queryable, filter: ChangeFilter): Promise<unknown[]> {
  const { since, until, kind = null, scheduled = false, min_percent: least = null } = filter
  const [from, to] = [since, until].map((moment) => (moment === undefined ? null : Date.parse(moment)))
  return [from, to, kind, await modelsWanted(db, filter), scheduled, least]
}

/** What is read of a row `change`, with the joins that it takes. */
export const changeColumns = `change.seq, change.observed_at, change.model_id, known.name, change.kind, change.field, change.before, change.after, change.scheduled,
  gone.observed_at AS removed_at, gone.seq AS removed_seq`
export const changeJoins = `LEFT JOIN ai_models AS known ON known.id = change.model_id
  LEFT JOIN LATERAL (SELECT observed_at, seq FROM catalog_changes
    WHERE change.kind = 'model_returned' AND model_id = change.model_id AND kind = 'model_removed' AND (observed_at, seq) < (change.observed_at, change.seq)
    ORDER BY observed_at DESC, seq DESC LIMIT 1) AS gone ON true`

/** Rows that match, newest first, after the place `after`. Rows added since `newestSeq` are passed over, as neighbours too. */
export async function changeRows(
  db: Queryable,
  values: readonly unknown[],
  page: { after: ChangePlace | null; newestSeq: number; limit: number },
): Promise<RowWithNeighbours[]> {
  return db.query<RowWithNeighbours>(
    `SELECT ${changeColumns}, ${asNeighbour('earlier')}, ${asNeighbour('later')}
     FROM (SELECT * FROM catalog_changes AS change
       WHERE ${filterConditions} AND seq <= $7
         AND ($8::double precision IS NULL OR (observed_at, seq) < (to_timestamp($8::double precision / 1000), $9::bigint))
       ORDER BY observed_at DESC, seq DESC LIMIT $10) AS change
     ${changeJoins}
     LEFT JOIN LATERAL (${movesOf('change.model_id', 'change.field')} AND seq <= $7 AND (observed_at, seq) < (change.observed_at, change.seq)
       ORDER BY observed_at DESC, seq DESC LIMIT 1) AS earlier ON change.kind = 'price_changed' AND NOT change.scheduled
     LEFT JOIN LATERAL (${movesOf('change.model_id', 'change.field')} AND seq <= $7 AND (observed_at, seq) > (change.observed_at, change.seq)
       ORDER BY observed_at, seq LIMIT 1) AS later ON change.kind = 'price_changed' AND NOT change.scheduled
     ORDER BY change.observed_at DESC, change.seq DESC`,
    [...values, page.newestSeq, page.after?.observedAt ?? null, page.after?.seq ?? null, page.limit],
  )
}

/** The changes of one price before `place`, newest first, at most `limit`. */
export async function earlierMoves(
  db: Queryable,
  price: { modelId: string; field: string },
  place: ChangePlace & { newestSeq: number },
  limit: number,
): Promise<NeighbourRow[]> {
  return db.query<NeighbourRow>(
    `${movesOf('$1', '$2')} AND seq <= $5 AND (observed_at, seq) < (to_timestamp($3::double precision / 1000), $4::bigint) ORDER BY observed_at DESC, seq DESC LIMIT $6`,
    [price.modelId, price.field, place.observedAt, place.seq, place.newestSeq, limit],
  )
}

/** The `seq` that was given last; null where nothing ever changed. */
export async function newestChangeSeq(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ seq: number | null }>('SELECT max(seq) AS seq FROM catalog_changes')
  return row?.seq ?? null
}

const movesOf = (modelId: string, field: string): string =>
  `SELECT observed_at, seq, field, before, after FROM catalog_changes WHERE model_id = ${modelId} AND field = ${field} AND kind = 'price_changed' AND NOT scheduled`

/** As one JSON value, since a row has columns only; its time as Unix milliseconds. */
const asNeighbour = (name: string): string =>
  `CASE WHEN ${name}.seq IS NOT NULL THEN jsonb_build_object('observed_at', extract(epoch FROM ${name}.observed_at) * 1000, 'seq', ${name}.seq, 'field', ${name}.field, 'before', ${name}.before, 'after', ${name}.after) END AS ${name}`

/** The ids that `model` and `author` leave; null: all. */
async function modelsWanted(db: Queryable, { model, author }: ChangeFilter): Promise<string[] | null> {
  if (author === undefined) return model ?? null
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM ai_models WHERE lower(split_part(ltrim(id, '~'), '/', 1)) = ANY ($1::text[]) AND ($2::text[] IS NULL OR id = ANY ($2))`,
    [author, model ?? null],
  )
  return rows.map(({ id }) => id)
}
