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
  /** Known for a change that was read itself. */
  earlier?: NeighbourRow | null
}

/**
 * `earlier` and `later` are the neighbouring changes of the same price; null for scheduled price changes and other kinds. Where rows of
 * one page are neighbours, it is the row itself.
 */
export interface RowWithNeighbours extends ChangeRow {
  earlier: NeighbourRow | null
  later: NeighbourRow | null
}

/** By model and field (`priceKey`), the first change of a run of flapping prices whose later changes are hidden. */
export type HiddenRuns = Readonly<Record<string, ChangePosition>>

export function priceKey({ model_id: id, field }: Pick<ChangeRow, 'model_id' | 'field'>): string {
  return `${id ?? ''} ${field ?? ''}`
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

/** The other changes of the price of `change`, if it is needed and can flap. */
const neighboursOf = (needed: string): string =>
  `SELECT observed_at, seq, before, after FROM catalog_changes
   WHERE change.kind = 'price_changed' AND NOT change.scheduled AND ${needed}
     AND model_id = change.model_id AND field = change.field AND kind = 'price_changed' AND NOT scheduled AND seq <= $7`

/** A NeighbourRow as one JSON value, with its time in Unix milliseconds. */
const asNeighbour = (name: string): string =>
  `CASE WHEN ${name}.seq IS NOT NULL THEN jsonb_build_object(
     'observed_at', extract(epoch FROM ${name}.observed_at) * 1000, 'seq', ${name}.seq,
     'before', ${name}.before, 'after', ${name}.after
   ) END AS ${name}`

/** Whether a row of `change` is in one of the HiddenRuns $11, given that it is older than the newest change of each. */
const isHidden = `coalesce(kind = 'price_changed' AND NOT scheduled AND (observed_at, seq) >= (
  to_timestamp(($11::jsonb #>> ARRAY[model_id || ' ' || field, 'observedAt'])::double precision / 1000),
  ($11::jsonb #>> ARRAY[model_id || ' ' || field, 'seq'])::bigint), false)`

export interface ChangeRowsPage {
  after: ChangePosition | null
  newestSeq: number
  limit: number
  hidden: HiddenRuns
}

/**
 * The matching rows after the position `after`, newest first. Ignores rows newer than `newestSeq`, also as neighbours. Neighbours are
 * looked up only for the first and last row of each price on the page: a filter other than `min_percent` ($6) matches all changes of a
 * price in a period or none, so the others are neighbours of each other.
 */
export async function changeRows(
  db: Queryable,
  values: readonly unknown[],
  { after, newestSeq, limit, hidden }: ChangeRowsPage,
): Promise<RowWithNeighbours[]> {
  const rows = await db.query<RowWithNeighbours>(
    `SELECT ${changeColumns}, ${asNeighbour('earlier')}, ${asNeighbour('later')}
     FROM (
       SELECT *, $6::numeric IS NOT NULL OR lead(seq) OVER price IS NULL AS is_last,
         $6::numeric IS NOT NULL OR lag(seq) OVER price IS NULL AS is_first
       FROM (
         SELECT * FROM catalog_changes AS change
         WHERE ${filterConditions} AND seq <= $7 AND ($8::double precision IS NULL
           OR (observed_at, seq) < (to_timestamp($8::double precision / 1000), $9::bigint))
           AND ($11::jsonb IS NULL OR NOT ${isHidden})
         ORDER BY observed_at DESC, seq DESC LIMIT $10
       ) AS listed
       WINDOW price AS (PARTITION BY model_id, field, kind, scheduled ORDER BY observed_at DESC, seq DESC)
     ) AS change
     ${changeJoins}
     LEFT JOIN LATERAL (
       ${neighboursOf('change.is_last')} AND (observed_at, seq) < (change.observed_at, change.seq)
       ORDER BY observed_at DESC, seq DESC LIMIT 1
     ) AS earlier ON true
     LEFT JOIN LATERAL (
       ${neighboursOf('change.is_first')} AND (observed_at, seq) > (change.observed_at, change.seq)
       ORDER BY observed_at, seq LIMIT 1
     ) AS later ON true
     ORDER BY change.observed_at DESC, change.seq DESC`,
    [
      ...values,
      newestSeq,
      after?.observedAt ?? null,
      after?.seq ?? null,
      limit,
      Object.keys(hidden).length === 0 ? null : JSON.stringify(hidden),
    ],
  )
  return linkNeighbours(rows)
}

/** Connects rows of the same price that are neighbours. */
function linkNeighbours(rows: RowWithNeighbours[]): RowWithNeighbours[] {
  const newer = new Map<string, RowWithNeighbours>()
  for (const row of rows) {
    if (row.kind !== 'price_changed' || row.scheduled) continue
    const key = priceKey(row)
    const later = newer.get(key)
    newer.set(key, row)
    if (later === undefined || (later.earlier !== null && later.earlier.seq !== row.seq)) continue
    later.earlier = row
    row.later = later
  }
  return rows
}

/** The highest `seq`; null before the first change. */
export async function newestChangeSeq(db: Queryable): Promise<number | null> {
  const [row] = await db.query<{ seq: number | null }>('SELECT max(seq) AS seq FROM catalog_changes')
  return row?.seq ?? null
}
