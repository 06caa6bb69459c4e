// The rows and the summary as NDJSON. Amounts are exact decimals of USD, as in the API.
import type { UsageFileReport } from '@modelkeep/catalog/usage-file/usage-file'
import type { Grouping } from './cost-options.js'
import type { CostTally, Sums } from './cost-tally.js'
import type { PricedRow } from './price-batch.js'

/** One row: its place in the file, the row of `/api/cost`, and what else was asked for. */
export function rowJson(
  { line, nr, result, whatIf, comparison }: PricedRow,
  { whatIf: models }: { whatIf: readonly string[] },
): string {
  return JSON.stringify({
    line,
    nr,
    ...result,
    ...(models.length > 0 && {
      what_if: whatIf.map(({ cost, certainty, error }, at) => ({ model: models[at], cost, certainty, error })),
    }),
    ...(comparison !== null && { comparison }),
  })
}

export function summaryJson(
  { total, groups, failureCounts, notes, certainty, whatIf, comparison }: CostTally,
  { report, by, where }: { report: UsageFileReport; by: readonly Grouping[]; where: string },
): string {
  const summary = {
    ...sums(total),
    groups: groups.map(({ keys, ...group }) => ({
      ...Object.fromEntries(by.map((grouping, at) => [grouping, keys[at]])),
      ...sums(group),
    })),
    errors: failureCounts,
    notes,
    certainty,
    ...(whatIf.length > 0 && {
      what_if: whatIf.map(({ cost, otherCost, firstProblem, ...rest }) => ({
        ...rest,
        cost: otherCost.toFixed(),
        difference: otherCost.minus(cost).toFixed(),
        percent: cost.eq(0) ? null : otherCost.minus(cost).div(cost).times(100).round(2).toNumber(),
        first_problem: firstProblem,
      })),
    }),
    ...(comparison !== null && {
      comparison: {
        rows: comparison.rows,
        missing: comparison.missing,
        theirs: comparison.theirs.toFixed(),
        difference: comparison.theirs.minus(comparison.ours).toFixed(),
        causes: comparison.causes.map((cause) => ({ ...cause, difference: cause.difference.toFixed() })),
      },
    }),
    file: report,
    priced_by: where,
  }
  return JSON.stringify({ summary })
}

function sums({ rows, unpriced, cost }: Sums): object {
  return { rows, unpriced, cost: cost.toFixed() }
}
