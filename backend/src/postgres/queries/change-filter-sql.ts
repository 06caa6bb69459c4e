import type { ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import type { Queryable } from '../queryable.js'

/** A price as a number; NULL if it is not a number of at most 64 characters. */
const number = (value: string): string =>
  `CASE WHEN length(${value} #>> '{}') <= 64 AND ${value} #>> '{}' ~ '^-?[0-9]+([.][0-9]+)?$'
     THEN (${value} #>> '{}')::numeric END`

/**
 * A coarse filter for `min_percent`, so that neighbours are looked up for few rows only. It lets through every change that the exact
 * rule in `catalog` accepts: a flapping price that ends where it began moved by 0 %, any other by as much as its last change.
 */
const mayExceedPercent = `change.kind = 'price_changed' AND ($6 = 0 OR coalesce(
  abs(${number('change.after')} - ${number('change.before')}) * 100 >= ${number('change.before')} * $6,
  false))`

/** The conditions of a filter on a row `change` of catalog_changes. Parameters $1 to $6 are those of `filterValues`. */
export const filterConditions = `
  ($1::double precision IS NULL OR change.observed_at >= to_timestamp($1 / 1000))
  AND ($2::double precision IS NULL OR change.observed_at < to_timestamp($2 / 1000))
  AND ($3::text[] IS NULL OR change.kind = ANY ($3))
  AND ($4::text[] IS NULL OR change.model_id = ANY ($4))
  AND ($5::boolean OR NOT change.scheduled)
  AND ($6::numeric IS NULL OR (${mayExceedPercent}))`

/** `min_percent` is applied again, exactly, in history/changes/list-changes.ts. */
export async function filterValues(db: Queryable, filter: ChangeFilter): Promise<unknown[]> {
  const { since, until, kind = null, scheduled = false, min_percent: minPercent = null } = filter
  const [from, to] = [since, until].map((moment) => (moment === undefined ? null : Date.parse(moment)))
  return [from, to, kind, await matchingModelIds(db, filter), scheduled, minPercent]
}

/** The ids that match `model` and `author`; null if neither is set. */
async function matchingModelIds(db: Queryable, { model, author }: ChangeFilter): Promise<string[] | null> {
  const ids = model === undefined ? null : await withKnownIds(db, model)
  if (author === undefined) return ids
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM ai_models
     WHERE lower(split_part(ltrim(id, '~'), '/', 1)) = ANY ($1::text[]) AND ($2::text[] IS NULL OR id = ANY ($2))`,
    [author, ids],
  )
  return rows.map(({ id }) => id)
}

/** An id with a routing suffix, such as `:nitro`, that never was a model of its own is the model without it. */
async function withKnownIds(db: Queryable, ids: string[]): Promise<string[]> {
  if (ids.every((id) => withoutRoutingSuffix(id) === id)) return ids
  const rows = await db.query<{ id: string }>('SELECT id FROM ai_models WHERE id = ANY ($1::text[])', [ids])
  const known = new Set(rows.map(({ id }) => id))
  return ids.map((id) => (known.has(id) ? id : withoutRoutingSuffix(id)))
}
