import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import type { FlappingRun } from '@modelkeep/catalog/changes/flapping'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { movedAtLeast, pricePercent } from '@modelkeep/catalog/price/percent-change'
import { mapInSlices } from '../../lib/time-slices.js'
import {
  changeRows,
  newestChangeSeq,
  type ChangeRow,
  type HiddenRuns,
  type RowWithNeighbours,
} from '../../postgres/queries/change-rows.js'
import { filterValues } from '../../postgres/queries/change-filter-sql.js'
import type { Queryable } from '../../postgres/queryable.js'
import { findRuns, isHidden } from './flapping-runs.js'
import type { ChangeCursor } from './page-cursor.js'

export interface ChangesPage {
  limit: number
  /** The end of the previous page. */
  after?: ChangeCursor | undefined
}

export interface ChangesFound {
  changes: ListedChange[]
  /** The end of this page; null if it is the last. */
  next: ChangeCursor | null
}

const maxBatch = 4_000

/**
 * Lists one page of changes, newest first. PostgreSQL returns rows, and for prices the neighbouring changes; the pure rules in
 * `catalog` decide which rows to hide or merge. Takes several queries, so `db` must be one consistent view.
 */
export async function listChanges(
  db: Queryable,
  filter: ChangeFilter,
  { limit, after }: ChangesPage,
): Promise<ChangesFound> {
  const newestSeq = after?.newestSeq ?? (await newestChangeSeq(db))
  if (newestSeq === null) return { changes: [], next: null }
  const values = await filterValues(db, filter)
  const found: ListedChange[] = []
  let position = after ?? null
  let hidden: HiddenRuns = {}
  for (let batch = limit + 1; found.length <= limit; batch = Math.min(batch * 4, maxBatch)) {
    const rows = await changeRows(db, values, { after: position, newestSeq, limit: batch, hidden })
    const { changes, starts } = await visibleChanges(db, rows, filter, { newestSeq, wanted: limit + 1 - found.length })
    found.push(...changes)
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) break
    position = { observedAt: last.observed_at, seq: last.seq, newestSeq }
    hidden = { ...hidden, ...starts } // a run may be far longer than a batch
  }
  const changes = found.slice(0, limit)
  const last = changes.at(-1)
  const hasMore = found.length > limit && last !== undefined
  return { changes, next: hasMore ? { observedAt: Date.parse(last.observed_at), seq: last.seq, newestSeq } : null }
}

/** A row in the shape of the API, by itself: not merged with others. */
export function asListedChange(row: ChangeRow): ListedChange {
  const { seq, model_id: id, name, kind, field, before, after, scheduled, removed_at: removedAt } = row
  return {
    seq,
    observed_at: timeOf(row.observed_at),
    model_id: id,
    name,
    author: id === null ? null : authorOf(id),
    kind,
    field,
    before,
    after,
    percent: pricePercent(field, before, after),
    scheduled,
    flapping: null,
    removed_at: removedAt === null ? null : timeOf(removedAt),
    removed_seq: row.removed_seq,
  }
}

/** Whether a price moved by at least `min_percent`. */
export function isLargeEnough(
  { min_percent: minPercent }: ChangeFilter,
  { field, before, after }: Pick<ListedChange, 'field' | 'before' | 'after'>,
): boolean {
  return minPercent === undefined || movedAtLeast(minPercent, field, before, after)
}

/** Without changes that a later one reverted, or that are too small for the filter. */
async function visibleChanges(
  db: Queryable,
  rows: readonly RowWithNeighbours[],
  filter: ChangeFilter,
  { newestSeq, wanted }: { newestSeq: number; wanted: number },
): Promise<{ changes: ListedChange[]; starts: HiddenRuns }> {
  const areHidden = await mapInSlices(rows, isHidden)
  const visible = rows.filter((_row, index) => !areHidden[index])
  const { runs, starts } = await findRuns(db, { rows, visible, withStarts: visible.length < wanted, newestSeq })
  const changes = await mapInSlices(visible, (row) => {
    const single = asListedChange(row)
    const run = runs.get(row)?.result() ?? null
    return run === null ? single : mergedChange(single, run)
  })
  return { changes: changes.filter((change) => isLargeEnough(filter, change)), starts }
}

function mergedChange(change: ListedChange, { before, after, flapping }: FlappingRun): ListedChange {
  const percent = pricePercent(change.field, before, after)
  return { ...change, before, after, percent, flapping: { ...flapping, since: timeOf(flapping.since) } }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
