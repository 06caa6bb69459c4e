/**
 * Finds the runs of flapping prices in a batch of rows. Most runs begin within the batch, or one change before it. The others are
 * followed to their beginning with one query for all of them, which repeats only where a price is the same in another spelling.
 */
import { canFlap, createRun, flapsBack, type PriceMove, type Run } from '@modelkeep/catalog/changes/flapping'
import {
  priceKey,
  type HiddenRuns,
  type NeighbourRow,
  type RowWithNeighbours,
} from '../../postgres/queries/change-rows.js'
import { runStarts } from '../../postgres/queries/run-starts.js'
import { mapInSlices } from '../../lib/time-slices.js'
import type { Queryable } from '../../postgres/queryable.js'

export interface BatchRuns {
  /** By the newest change of each. */
  runs: ReadonlyMap<RowWithNeighbours, Run>
  /** Where runs begin that continue beyond the batch. */
  starts: HiddenRuns
}

interface FollowedRun {
  /** Its `priceKey`. */
  price: string
  run: Run
  /** The earliest change that is known. Its own `earlier` is undefined if it has not been read. */
  first: NeighbourRow
}

/** Whether a later change reverts this one, and so hides it. */
export function isHidden(row: RowWithNeighbours): boolean {
  return canFlap(row) && row.later !== null && flapsBack(asMove(row), asMove(row.later))
}

export interface Batch {
  rows: readonly RowWithNeighbours[]
  /** Those that are not hidden. */
  visible: readonly RowWithNeighbours[]
  /** Whether to follow runs whose newest change is not in this batch, too. */
  withStarts: boolean
  newestSeq: number
}

export async function findRuns(db: Queryable, { rows, visible, withStarts, newestSeq }: Batch): Promise<BatchRuns> {
  const followed = await mapInSlices(visible.filter(canFlap), (row) => [row, followBack(row)] as const)
  const shown = new Map(followed)
  const oldest = new Map(withStarts ? rows.filter(canFlap).map((row) => [priceKey(row), row]) : [])
  const oldestOfHidden = [...oldest.values()].filter((row) => !shown.has(row)).map(followBack)
  const open = [...shown.values(), ...oldestOfHidden].filter(({ first }) => first.earlier === undefined)
  await followInDatabase(db, open, newestSeq)
  return {
    runs: new Map([...shown].map(([row, { run }]) => [row, run])),
    starts: Object.fromEntries(
      open.map(({ price, first }) => [price, { observedAt: first.observed_at, seq: first.seq }]),
    ),
  }
}

/** As far as the neighbours are known. */
function followBack(row: RowWithNeighbours): FollowedRun {
  const run = createRun(asMove(row))
  let first: NeighbourRow = row
  while (first.earlier && run.extend(asMove(first.earlier))) first = first.earlier
  return { price: priceKey(row), run, first }
}

async function followInDatabase(db: Queryable, open: readonly FollowedRun[], newestSeq: number): Promise<void> {
  for (let left = [...open]; left.length > 0;) {
    const seqs = new Set(left.map(({ first }) => first.seq))
    const starts = await runStarts(db, [...seqs], newestSeq)
    const bySeq = new Map(starts.map((start) => [start.from, start]))
    left = left.filter((followed) => {
      const { first, count, next } = bySeq.get(followed.first.seq)!
      followed.run.extendTo(asMove(first), count)
      followed.first = first
      if (next === null || !followed.run.extend(asMove(next))) return false
      followed.first = next
      return true
    })
  }
}

function asMove({ before, after, observed_at: observedAt }: NeighbourRow): PriceMove {
  return { before, after, observedAt }
}
