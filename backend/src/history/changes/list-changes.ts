import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import type { ChangeFilter } from '@modelkeep/catalog/changes/change-filter'
import { canFlap, createRun, flapsBack, type FlappingRun, type PriceMove } from '@modelkeep/catalog/changes/flapping'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { movedAtLeast, pricePercent } from '@modelkeep/catalog/price/percent-change'
import {
  changeRows,
  earlierPriceChanges,
  newestChangeSeq,
  type ChangeRow,
  type NeighbourRow,
  type RowWithNeighbours,
} from '../../postgres/queries/change-rows.js'
import { filterValues } from '../../postgres/queries/change-filter-sql.js'
import type { Queryable } from '../../postgres/queryable.js'
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

/** How many earlier changes of a flapping price one query reads. */
const runBatch = 32
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
  for (let batch = limit + 1; found.length <= limit; batch = Math.min(batch * 4, maxBatch)) {
    const rows = await changeRows(db, values, { after: position, newestSeq, limit: batch })
    for (const row of rows) {
      const change = await visibleChange(db, row, filter, newestSeq)
      if (change !== null) found.push(change)
      if (found.length > limit) break
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) break
    position = { observedAt: last.observed_at, seq: last.seq, newestSeq }
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

/** @returns null for a change that a later one reverted, or that is too small for the filter */
async function visibleChange(
  db: Queryable,
  row: RowWithNeighbours,
  filter: ChangeFilter,
  newestSeq: number,
): Promise<ListedChange | null> {
  const run = canFlap(row) && row.field !== null ? await flappingRun(db, row, newestSeq) : null
  if (run === 'hidden') return null
  const single = asListedChange(row)
  const change = run === null ? single : mergedChange(single, run)
  return isLargeEnough(filter, change) ? change : null
}

function mergedChange(change: ListedChange, { before, after, flapping }: FlappingRun): ListedChange {
  const percent = pricePercent(change.field, before, after)
  return { ...change, before, after, percent, flapping: { ...flapping, since: timeOf(flapping.since) } }
}

/** The run of flapping prices that ends with this row; `hidden` if a later change of the run exists. */
async function flappingRun(
  db: Queryable,
  row: RowWithNeighbours,
  newestSeq: number,
): Promise<FlappingRun | null | 'hidden'> {
  const { earlier, later, model_id: modelId, field } = row
  if (modelId === null || field === null) return null
  const newest = asMove(row)
  if (later && flapsBack(newest, asMove(later))) return 'hidden'
  const run = createRun(newest)
  if (earlier === null || !run.extend(asMove(earlier))) return null
  for (let last: NeighbourRow = earlier; ;) {
    const position = { observedAt: last.observed_at, seq: last.seq, newestSeq }
    const moves = await earlierPriceChanges(db, { modelId, field }, position, runBatch)
    const end = moves.findIndex((move) => !run.extend(asMove(move)))
    if (end !== -1 || moves.length < runBatch) return run.result()
    last = moves.at(-1)!
  }
}

function asMove({
  before,
  after,
  observed_at: observedAt,
}: Pick<NeighbourRow, 'before' | 'after' | 'observed_at'>): PriceMove {
  return { before, after, observedAt }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
