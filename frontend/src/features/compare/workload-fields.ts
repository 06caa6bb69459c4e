import type { Model } from '@modelkeep/catalog/model/model'
import type { MonthlyCost } from '../../shared/cost/monthly-cost.js'
import { type Usd, usdLabel } from '../../shared/cost/usd.js'
import { tokensLabel } from '../../shared/ui/tokens.js'
import type { Cell, Field } from './comparison.js'
import { none } from './comparison.js'

export const periods = ['day', 'month', 'year'] as const
/** What the shown cost is for. Calls are always counted per month. */
export type Period = (typeof periods)[number]

/** A day is a 365th of a year. */
const factors: Readonly<Record<Period, readonly [times: number, dividedBy: number]>> = {
  day: [12, 365],
  month: [1, 1],
  year: [12, 1],
}

export function costPer(period: Period, monthly: Usd): Usd {
  const [times, dividedBy] = factors[period]
  return monthly.times(times).div(dividedBy)
}

/** The monthly cost of the reader's workload with a model. */
export type CostOf = (model: Model) => MonthlyCost

const costLabels = { input: 'Input', cached_input: 'Cached input', output: 'Output', request: 'Requests' } as const

/** The cost of the workload, what it is compared with the cheapest, and its parts. */
export function workloadFields(models: readonly Model[], costOf: CostOf, period: Period): readonly Field[] {
  const part = (kind: keyof typeof costLabels): Field => ({
    key: `cost-${kind}`,
    label: costLabels[kind],
    cell: (model) => {
      const usd = costOf(model).parts?.find((one) => one.kind === kind)?.usd
      return usd === undefined ? none(costOf(model).reason ?? 'Not part of this cost') : usdCell(costPer(period, usd))
    },
  })
  return [
    {
      key: 'cost',
      label: 'Total',
      cell: (model) => totalCell(costOf(model), period),
      want: 'smaller',
      word: 'Cheapest',
      always: true,
    },
    relativeField(models, costOf),
    ...(['input', 'cached_input', 'output', 'request'] as const).map(part),
  ]
}

function usdCell(usd: Usd): Cell {
  return { text: usdLabel(usd), title: `$${usd.toFixed()}`, exact: usd.toFixed() }
}

function totalCell(cost: MonthlyCost, period: Period): Cell {
  if (cost.usd === null) return { text: 'Unknown', title: cost.reason, kind: 'none', note: cost.reason }
  const notes = [
    ...(cost.tier === null ? [] : [`Uses the price above ${tokensLabel(cost.tier)} input tokens.`]),
    ...cost.notes,
  ]
  const usd = costPer(period, cost.usd)
  return {
    ...usdCell(usd),
    title: `$${usd.toFixed()} per ${period}, $${cost.perCall.toFixed()} per call`,
    rank: cost.usd,
    ...(notes.length > 0 && { note: notes.join(' ') }),
  }
}

/** How many times the cheapest cost, with a bar in proportion to the highest. Empty unless two costs are known. */
function relativeField(models: readonly Model[], costOf: CostOf): Field {
  const known = models.flatMap((model) => costOf(model).usd ?? []).toSorted((a, b) => a.cmp(b))
  const [cheapest, highest] = [known[0], known.at(-1)]
  const cell = (model: Model): Cell => {
    const { usd, reason } = costOf(model)
    if (usd === null) return none(reason)
    if (cheapest === undefined || highest === undefined || known.length < 2) return none()
    return {
      text: cheapest.eq(0) ? '–' : multipleText(usd.div(cheapest)),
      title: cheapest.eq(0) ? 'The cheapest costs nothing' : `${usd.div(cheapest).toFixed(4)} times the cheapest`,
      ...(highest.gt(0) && { bar: Number(usd.div(highest)) }),
    }
  }
  return { key: 'cost-relative', label: 'Times the cheapest', cell }
}

/** `1.0×`, `3.4×`, `120×` */
export function multipleText(times: Usd): string {
  return times.lt('9.95') ? `${times.toFixed(1)}×` : `${Number(times.toFixed(0)).toLocaleString('en-US')}×`
}

/** The cheapest first; models of unknown cost last; otherwise in the given order. */
export function cheapestFirst(models: readonly Model[], costOf: CostOf): Model[] {
  return models.toSorted((a, b) => {
    const [one, other] = [costOf(a).usd, costOf(b).usd]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return one.cmp(other)
  })
}
