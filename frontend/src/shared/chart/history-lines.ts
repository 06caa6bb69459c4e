// The lines of a model's history charts, grouped by unit because lines of different units cannot share an axis.
import type { ModelHistory, Series, Step } from '@modelkeep/catalog/contract/model-history'
import { isPrimaryPrice, parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { otherUnit, tokenUnit } from '@modelkeep/catalog/price/units'
import { priceLabel } from '../ui/prices.js'
import { tokensLabel, tokensTitle } from '../ui/tokens.js'

export interface LineStep {
  /** Unix milliseconds, inclusive. */
  from: number
  /** Unix milliseconds, exclusive; null: now. */
  to: number | null
  /** USD per million tokens, USD per unit, or tokens; null: not drawn. */
  height: number | null
  text: string
  /** The exact value. */
  title: string
}

export interface HistoryLine {
  field: string
  name: string
  steps: readonly LineStep[]
  /** Whether it is shown initially. */
  isDefault: boolean
}

/** Lines of one unit. */
export interface HistoryView {
  id: string
  name: string
  /** Of the axis. */
  unit: string
  isPrice: boolean
  lines: readonly HistoryLine[]
}

const defaultKeys = ['prompt', 'completion', 'input_cache_read']

/**
 * Token prices first, then other prices, then the context. Prices that were always absent or zero are left out, except those of input
 * and output of a model that is billed by token.
 */
export function historyViews(
  { series, gaps }: Pick<ModelHistory, 'series' | 'gaps'>,
  isBilledByToken = true,
): HistoryView[] {
  const prices = series.filter(({ field, steps }) => {
    const key = keyOf(field)
    if (key === null) return false
    return (isBilledByToken && isPrimaryPrice(key)) || steps.some(({ value }) => isPublished(value))
  })
  const tokens = prices.filter(({ field }) => tokenUnit(keyOf(field) ?? '') !== undefined)
  const others = prices.filter((one) => !tokens.includes(one))
  const context = series.filter(
    ({ field, steps }) => field === 'context_length' && steps.some(({ value }) => value !== null),
  )
  return [
    {
      id: 'tokens',
      name: 'Token prices',
      unit: 'USD per million tokens',
      isPrice: true,
      lines: tokens.map((one) => priceLine(one, gaps)),
    },
    ...others.map((one) => {
      const unit = otherUnit(keyOf(one.field) ?? '')
      return {
        id: one.field,
        name: `Per ${unit}`,
        unit: `USD per ${unit}`,
        isPrice: true,
        lines: [{ ...priceLine(one, gaps), isDefault: true }],
      }
    }),
    {
      id: 'context',
      name: 'Context',
      unit: 'tokens',
      isPrice: false,
      lines: context.map((one) => contextLine(one, gaps)),
    },
  ].filter(({ lines }) => lines.length > 0)
}

function keyOf(field: string): string | null {
  return field.startsWith('pricing.') ? field.slice('pricing.'.length) : null
}

function isPublished(value: Step['value']): boolean {
  const price = parsePrice(value)
  return price.kind === 'dynamic' || (price.kind === 'known' && !price.value.eq(0))
}

type Gaps = ModelHistory['gaps']

/** The line of a price over time. */
export function priceLine({ field, steps }: Series, gaps: Gaps): HistoryLine {
  const key = keyOf(field) ?? field
  const name = (tokenUnit(key) ?? otherUnit(key)).replace(/ tokens\b/, '')
  return {
    field,
    name: name.slice(0, 1).toUpperCase() + name.slice(1),
    steps: lineSteps(steps, gaps, (value) => priceValue(value, key)),
    isDefault: defaultKeys.includes(key),
  }
}

type StepText = Pick<LineStep, 'height' | 'text' | 'title'>

/** Upstream also publishes zero for secondary prices that it does not bill separately, so those are not drawn. */
function priceValue(value: Step['value'], key: string): StepText {
  const price = parsePrice(value)
  const { text, title } = priceLabel(value, key)
  if (price.kind === 'unknown') return { height: null, text: 'not published', title }
  if (price.kind === 'dynamic') return { height: null, text, title }
  if (price.value.eq(0))
    return isPrimaryPrice(key) ? { height: 0, text: '$0', title } : { height: null, text: '$0', title }
  return {
    height: Number((tokenUnit(key) === undefined ? price.value : perMillion(price.value)).toString()),
    text: text.split(' per ')[0] ?? text,
    title,
  }
}

function contextLine({ field, steps }: Series, gaps: Gaps): HistoryLine {
  const textOf = (value: Step['value']): StepText =>
    typeof value === 'number'
      ? { height: value, text: tokensLabel(value), title: tokensTitle(value) }
      : { height: null, text: 'unknown', title: 'Unknown' }
  return { field, name: 'Context', steps: lineSteps(steps, gaps, textOf), isDefault: true }
}

/** A step without a value is split where the model left the catalogue, or returned. */
function lineSteps(steps: readonly Step[], gaps: Gaps, textOf: (value: Step['value']) => StepText): LineStep[] {
  return steps.flatMap(({ from, to, value }) => {
    const whole = { from: Date.parse(from), to: to === null ? null : Date.parse(to) }
    if (value !== null) return [{ ...whole, ...textOf(value) }]
    return cutAtGaps(whole, gaps).map((part) => ({
      ...part,
      ...(isInGap(part.from, gaps)
        ? { height: null, text: 'not available', title: 'Not in the catalogue' }
        : textOf(null)),
    }))
  })
}

type Period = Pick<LineStep, 'from' | 'to'>

function cutAtGaps({ from, to }: Period, gaps: Gaps): Period[] {
  const cuts = gaps
    .flatMap((gap) => [gap.from, gap.to])
    .flatMap((time) => (time === null ? [] : [Date.parse(time)]))
    .filter((time) => time > from && (to === null || time < to))
  const starts = [from, ...cuts]
  return starts.map((start, nr) => ({ from: start, to: starts[nr + 1] ?? to }))
}

function isInGap(time: number, gaps: Gaps): boolean {
  return gaps.some((gap) => Date.parse(gap.from) <= time && (gap.to === null || time < Date.parse(gap.to)))
}
