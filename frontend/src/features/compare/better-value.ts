import type { Usd } from '../../shared/cost/usd.js'

export type Want = 'smaller' | 'larger'
/** What a value is compared by; null when unknown, which is never better. */
export type Rank = number | Usd | null

/** Position of the single best value; null on a tie, or when fewer than two are known. */
export function betterValue(ranks: readonly Rank[], want: Want): number | null {
  const known = ranks.flatMap((rank, position) => (rank === null ? [] : [{ rank, position }]))
  const [first, second] = known.toSorted((a, b) => (want === 'smaller' ? 1 : -1) * order(a.rank, b.rank))
  if (first === undefined || second === undefined || order(first.rank, second.rank) === 0) return null
  return first.position
}

/** All ranks of a row have the same type. */
function order(a: number | Usd, b: number | Usd): number {
  return typeof a === 'number' ? a - Number(b) : a.cmp(b)
}
