import type { ChangeKind } from '@modelkeep/catalog/contract/change-kind'
import type { Queryable } from '../queryable.js'
import { filterConditions } from './change-filter-sql.js'

/** One row of `catalog_changes`, with what a response shows of it. Times are Unix milliseconds. */
export interface ChangeRow {
  seq: number
  observed_at: number
  model_id: string | null
  /** The newest known name. */
  name: string | null
  kind: ChangeKind
  field: string | null
  before: unknown
  after: unknown
  scheduled: boolean
  /** For a model that returned: the time and `seq` of its removal. */
  removed_at: number | null
  removed_seq: number | null
}

/** The position of a change in the list, which is sorted newest first. */
export interface ChangePosition {
  observedAt: number
  seq: number
}

/** The previous or next change of the same price. */
export interface NeighbourRow extends Pick<ChangeRow, 'observed_at' | 'seq' | 'before' | 'after'> {
  field: string
}

/** `earlier` and `later` are the neighbouring changes of the same price; null for scheduled price changes and other kinds. */
export interface RowWithNeighbours extends ChangeRow {
  earlier: NeighbourRow | null
  later: NeighbourRow | null
}

/** The columns of a ChangeRow, from a row `change` of catalog_changes and `changeJoins`. */
export const changeColumns = `change.seq, change.observed_at, change.model_id, known.name, change.kind, change.field,
  change.before, change.after, change.scheduled, gone.observed_at AS removed_at, gone.seq AS removed_seq`

export const changeJoins = `
  LEFT JOIN ai_models AS known ON known.id = change.model_id
  LEFT JOIN LATERAL (
    SELECT observed_at, seq FROM catalog_changes
    WHERE change.kind = 'model_returned' AND model_id = change.model_id AND kind = 'model_removed'
      AND (observed_at, seq) < (change.observed_at, change.seq)
    ORDER BY observed_at DESC, seq DESC LIMIT 1
  ) AS gone ON true`

/** The changes of one price, without scheduled ones. */
const priceChangesOf = (modelId: string, field: string): string =>
  `SELECT observed_at, seq, field, before, after FROM catalog_changes
   WHERE model_id = ${modelId} AND field = ${field} AND kind = 'price_changed' AND NOT scheduled`

const samePrice = priceChangesOf('change.model_id', 'change.field')

/** A NeighbourRow as one JSON value, with its time in Unix milliseconds. */
const asNeighbour = (name: string): string =>
  `CASE WHEN ${name}.seq IS NOT NULL THEN jsonb_build_object(
     'observed_at', extract(epoch FROM ${name}.observed_at) * 1000, 'seq', ${name}.seq,
     'field', ${name}.field, 'before', ${name}.before, 'after', ${name}.after
   ) END AS ${name}`

/** The matching rows after the position `after`, newest first. Ignores rows newer than `newestSeq`, also as neighbours. */
export async function changeRows(
  db: Queryable,
  values: readonly unknown[],
  page: { after: ChangePosition | null; newestSeq: number; limit: number },
): Promise<RowWithNeighbours[]> {
  return db.query<RowWithNeighbours>(
    `SELECT ${changeColumns}, ${asNeighbour('earlier')}, ${asNeighbour('later')}
     FROM (
       SELECT * FROM catalog_changes AS change
       WHERE ${filterConditions} AND seq <= $7 AND ($8::double precision IS NULL
         OR (observed_at, seq) < (to_timestamp($8::double precision / 1000), $9::bigint))
       ORDER BY observed_at DESC, seq DESC LIMIT $10
     ) AS change
     ${changeJoins}
     LEFT JOIN LATERAL (
       ${samePrice} AND seq <= $7 AND (observed_at, seq) < (change.observed_at, change.seq)
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS earlier ON change.kind = 'price_changed' AND NOT change.scheduled
     LEFT JOIN LATERAL (
       ${samePrice} AND seq <= $7 AND (observed_at, seq) > (change.observed_at, change.seq)
       ORDER BY observed_at, seq LIMIT 1
     ) AS later ON change.kind = 'price_changed' AND NOT change.scheduled
     ORDER BY change.observed_at DESC, change.seq DESC`,
    [...values, page.newestSeq, page.after?.observedAt ?? null, page.after?.seq ?? null, page.limit],
  )
}

/** At most `limit` changes of one price before `position`, newest first. */
export async function earlierPriceChanges(
  db: Queryable,
  price: { modelId: string; field: string },
  position: ChangePosition & { newestSeq: number },
  limit: number,
): Promise<NeighbourRow[]> {
  return db.query<NeighbourRow>(
    `${priceChangesOf('$1', '$2')} AND seq <= $5
       AND (observed_at, seq) < (to_timestamp($3::double precision / 1000), $4::bigint)
     ORDER BY observed_at DESC, seq DESC LIMIT $6`,
    [price.modelId, price.field, position.observedAt, position.seq, position.newestSeq, limit],
  )
}

/** The highest `seq`; null before the first change. */
export async function newestChangeSeq(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ seq: number | null }>('SELECT max(seq) AS seq FROM catalog_changes')
  return row?.seq ?? null
}
