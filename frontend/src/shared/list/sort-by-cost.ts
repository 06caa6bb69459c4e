import type { Model } from '@modelkeep/catalog/model/model'
import { monthlyUsd } from '../cost/monthly-cost.js'
import type { Workload } from '../cost/workload.js'
import type { CostSort } from '../search/page-query.js'

/** The positions by the cost of the workload at `now`, in Unix milliseconds. Unknown costs come last in both directions; ties keep their order. */
export function sortByCost(
  models: readonly Model[],
  positions: readonly number[],
  workload: Workload,
  sort: CostSort,
  now: number,
): number[] {
  const costs = new Map(positions.map((position) => [position, costAt(models[position], workload, now)]))
  const direction = sort === 'cost-low-to-high' ? 1 : -1
  return positions.toSorted((a, b) => {
    const [one, other] = [costs.get(a) ?? null, costs.get(b) ?? null]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return direction * one.cmp(other)
  })
}

function costAt(model: Model | undefined, workload: Workload, now: number) {
  return model === undefined ? null : monthlyUsd(model, workload, now)
}
