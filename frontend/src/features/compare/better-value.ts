import type { Usd } from '../../shared/cost/workload.js'

export type Want = 'smaller' | 'larger'
/** What a value is compared by; null where it is not known, and then it is never the better one. */
export type Rank = number | Usd | null

/** The position of the one value that is better than every other that is known; null where two share it, or nothing is to be compared. */
export function betterValue(ranks: readonly Rank[], want: Want): number | null {
  const known = ranks.flatMap((rank, position) => (rank === null ? [] : [{ rank, position }]))
  const [first, second] = known.toSorted((a, b) => (want === 'smaller' ? 1 : -1) * order(a.rank, b.rank))
  if (first === undefined || second === undefined || order(first.rank, second.rank) === 0) return null
  return first.position
}

/** All ranks of a row are of one kind. */
function order(a: number | Usd, b: number | Usd): number {
  return typeof a === 'number' ? a - Number(b) : a.cmp(b)
}
