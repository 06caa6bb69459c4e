// The list of changes, newest first. What is hidden and what is put together is decided by the pure rules of the catalogue
// (flapping.ts, percent.ts); PostgreSQL gives rows and, of prices, the changes next to them.
import type { ListedChange } from '@modelkeep/catalog/contract/history'
import type { ChangeFilter } from '@modelkeep/catalog/changes/filter'
import { canFlap, createRun, flapsBack, type FlappingRun, type PriceMove } from '@modelkeep/catalog/changes/flapping'
import { authorOf } from '@modelkeep/catalog/model/traits'
import { movedAtLeast, pricePercent } from '@modelkeep/catalog/price/percent'
import {
  changeRows,
  earlierMoves,
  filterValues,
  newestChangeSeq,
  type ChangeRow,
  type NeighbourRow,
  type RowWithNeighbours,
} from '../../postgres/queries/change-rows.js'
import type { Queryable } from '../../postgres/queryable.js'
import type { ChangeCursor } from './page-cursor.js'

export interface ChangesPage {
  limit: number
  /** Where the page before ended; absent: the first page. */
  after?: ChangeCursor | undefined
}

export interface ChangesFound {
  changes: ListedChange[]
  /** Where this page ends; null where nothing follows. */
  next: ChangeCursor | null
}

/** How many earlier changes of a flapping price are read at once. */
const runBatch = 32
const largestBatch = 4_000

/** One page of what changed, newest first. `db`: one consistent view, since it takes several queries. */
export async function listChanges(
  db: Queryable,
  filter: ChangeFilter,
  { limit, after }: ChangesPage,
): Promise<ChangesFound> {
  const newestSeq = after?.newestSeq ?? (await newestChangeSeq(db))
  if (newestSeq === null) return { changes: [], next: null }
  const values = await filterValues(db, filter)
  const found: ListedChange[] = []
  let place = after ?? null
  for (let batch = limit + 1; found.length <= limit; batch = Math.min(batch * 4, largestBatch)) {
    const rows = await changeRows(db, values, { after: place, newestSeq, limit: batch })
    for (const row of rows) {
      const change = await shownAs(db, row, filter, newestSeq)
      if (change !== null) found.push(change)
      if (found.length > limit) break
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < batch) break
    place = { observedAt: last.observed_at, seq: last.seq, newestSeq }
  }
  const changes = found.slice(0, limit)
  const last = changes.at(-1)
  return {
    changes,
    next: found.length > limit && last ? { observedAt: Date.parse(last.observed_at), seq: last.seq, newestSeq } : null,
  }
}

/** A row as it is answered, as a change by itself. */
export function asListedChange(row: ChangeRow): ListedChange {
  const {
    seq,
    model_id: id,
    name,
    kind,
    field,
    before,
    after,
    scheduled,
    removed_at: removedAt,
    removed_seq: removedSeq,
  } = row
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
    removed_seq: removedSeq,
  }
}

/** Whether `min_percent` lets it pass, which says something of prices only. */
export function isLargeEnough(
  { min_percent: least }: ChangeFilter,
  { field, before, after }: Pick<ListedChange, 'field' | 'before' | 'after'>,
): boolean {
  return least === undefined || movedAtLeast(least, field, before, after)
}

/** null: it is hidden, for a later change takes it back, or too small. */
async function shownAs(
  db: Queryable,
  row: RowWithNeighbours,
  filter: ChangeFilter,
  newestSeq: number,
): Promise<ListedChange | null> {
  const run = canFlap(row) && row.field !== null ? await runOf(db, row, newestSeq) : null
  if (run === 'hidden') return null
  const change = asListedChange(row)
  const shown =
    run === null
      ? change
      : {
          ...change,
          before: run.before,
          after: run.after,
          percent: pricePercent(row.field, run.before, run.after),
          flapping: { ...run.flapping, since: timeOf(run.flapping.since) },
        }
  return isLargeEnough(filter, shown) ? shown : null
}

async function runOf(db: Queryable, row: RowWithNeighbours, newestSeq: number): Promise<FlappingRun | null | 'hidden'> {
  const { earlier, later, model_id: modelId, field } = row
  if (modelId === null || field === null) return null
  const newest = asMove({ ...row, field })
  if (later && flapsBack(newest, asMove(later))) return 'hidden'
  const run = createRun(newest)
  if (earlier === null || !run.extend(asMove(earlier))) return null
  for (let last: NeighbourRow = earlier; ;) {
    const moves = await earlierMoves(
      db,
      { modelId, field },
      { observedAt: last.observed_at, seq: last.seq, newestSeq },
      runBatch,
    )
    const end = moves.findIndex((move) => !run.extend(asMove(move)))
    if (end !== -1 || moves.length < runBatch) return run.result()
    last = moves.at(-1)!
  }
}

function asMove({ field, before, after, observed_at: observedAt }: NeighbourRow): PriceMove {
  return { field, before, after, observedAt }
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}
