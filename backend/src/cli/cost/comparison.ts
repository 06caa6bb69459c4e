// Compares costs with the figures of another tool, and finds out why they differ.
import { Big } from 'big.js'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { CostRequestRow } from '@modelkeep/catalog/usage-file/read-record'
import type { Pricing } from '../source/model-source.js'
import { CAUSES, hypothesesFor, type Cause, type Hypothesis } from './hypotheses.js'

/** Amounts in USD. */
export interface Comparison {
  theirs: string
  /** Theirs minus ours. */
  difference: string
  /** Of our cost; null if that is zero. */
  percent: number | null
  /** null: they differ by 1 % at most. */
  cause: Cause | null
}

const TOLERANCE = 0.01
/** The most requests of one batch. */
const MAX_REQUESTS = 1_000

/** Comparisons by the index of their row, for rows with a cost and another figure. @throws SourceError */
export async function compareRows(
  requests: readonly CostRequestRow[],
  priced: readonly CostRow[],
  pricing: Pricing,
): Promise<Map<number, Comparison>> {
  const comparisons = new Map<number, Comparison>()
  const questions: { index: number; hypothesis: Hypothesis }[] = []
  for (const [index, { cost, reported_cost: reported }] of priced.entries()) {
    if (cost === null || reported === null) continue
    const [ours, theirs] = [new Big(cost), new Big(reported)]
    const comparison = comparisonOf(ours, theirs)
    comparisons.set(index, comparison)
    if (comparison.cause === null) continue
    questions.push(...hypothesesFor(requests[index]!, priced[index]!).map((hypothesis) => ({ index, hypothesis })))
  }
  const best = new Map<number, { cause: Cause; distance: Big }>()
  for (let from = 0; from < questions.length; from += MAX_REQUESTS) {
    const part = questions.slice(from, from + MAX_REQUESTS)
    const rows = await pricing.price(part.map(({ hypothesis }) => hypothesis.request))
    for (const [at, { index, hypothesis }] of part.entries()) {
      const supposed = hypothesis.costOf(rows[at]!)
      if (supposed === null) continue
      const theirs = new Big(comparisons.get(index)!.theirs)
      const distance = theirs.minus(supposed).abs()
      const known = best.get(index)
      if (isClose(theirs, supposed) && (known === undefined || distance.lt(known.distance)))
        best.set(index, { cause: hypothesis.cause, distance })
    }
  }
  for (const [index, { cause }] of best) comparisons.set(index, { ...comparisons.get(index)!, cause })
  return comparisons
}

export function causeText(cause: Cause): string {
  return CAUSES[cause]
}

function comparisonOf(ours: Big, theirs: Big): Comparison {
  const difference = theirs.minus(ours)
  return {
    theirs: theirs.toFixed(),
    difference: difference.toFixed(),
    percent: ours.eq(0) ? null : difference.div(ours).times(100).round(2).toNumber(),
    cause: isClose(theirs, ours) ? null : isRounded(ours, theirs) ? 'rounded' : 'unknown',
  }
}

function isClose(one: Big, other: Big): boolean {
  return one.minus(other).abs().lte(other.abs().times(TOLERANCE))
}

/** Whether one figure is the other with as many decimals as it has. */
function isRounded(ours: Big, theirs: Big): boolean {
  const decimals = theirs.toFixed().split('.')[1]?.length ?? 0
  return decimals > 0 && ours.round(decimals).eq(theirs)
}
