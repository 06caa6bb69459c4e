// The lines of a model's history charts, grouped by unit because lines of different units cannot share an axis.
import type { ModelHistory, Series, Step } from '@modelkeep/catalog/contract/model-history'
import { isPrimaryPrice, parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { otherUnit, tokenUnit } from '@modelkeep/catalog/price/units'
import { priceLabel } from '../../../shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../../../shared/ui/tokens.js'

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

/** Token prices first, then other prices, then the context. Secondary prices that were always absent or zero are left out. */
export function historyViews({ series, gaps }: Pick<ModelHistory, 'series' | 'gaps'>): HistoryView[] {
  const isMissing = (from: number): boolean =>
    gaps.some((gap) => Date.parse(gap.from) <= from && (gap.to === null || from < Date.parse(gap.to)))
  const prices = series.filter(
    ({ field, steps }) =>
      keyOf(field) !== null && (isPrimaryPrice(keyOf(field) ?? '') || steps.some(({ value }) => isPublished(value))),
  )
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
      lines: tokens.map((one) => priceLine(one, isMissing)),
    },
    ...others.map((one) => {
      const unit = otherUnit(keyOf(one.field) ?? '')
      return {
        id: one.field,
        name: `Per ${unit}`,
        unit: `USD per ${unit}`,
        isPrice: true,
        lines: [{ ...priceLine(one, isMissing), isDefault: true }],
      }
    }),
    {
      id: 'context',
      name: 'Context',
      unit: 'tokens',
      isPrice: false,
      lines: context.map((one) => contextLine(one, isMissing)),
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

type IsGone = (from: number) => boolean

function priceLine({ field, steps }: Series, isMissing: IsGone): HistoryLine {
  const key = keyOf(field) ?? field
  const name = (tokenUnit(key) ?? otherUnit(key)).replace(/ tokens\b/, '')
  return {
    field,
    name: name.slice(0, 1).toUpperCase() + name.slice(1),
    steps: steps.map((step) => lineStep(step, isMissing, (value) => priceValue(value, key))),
    isDefault: defaultKeys.includes(key),
  }
}

type StepText = Pick<LineStep, 'height' | 'text' | 'title'>

/** Upstream also publishes zero for secondary prices that it does not bill separately, so those are not drawn. */
function priceValue(value: Step['value'], key: string): StepText {
  const price = parsePrice(value)
  const { text, title } = priceLabel(value, key)
  if (price.kind === 'unknown') return { height: null, text: 'unknown', title }
  if (price.kind === 'dynamic') return { height: null, text, title }
  if (price.value.eq(0))
    return isPrimaryPrice(key)
      ? { height: 0, text: '$0', title }
      : { height: null, text: 'none', title: 'No separate price, or $0' }
  return {
    height: Number((tokenUnit(key) === undefined ? price.value : perMillion(price.value)).toString()),
    text: text.split(' per ')[0] ?? text,
    title,
  }
}

function contextLine({ field, steps }: Series, isMissing: IsGone): HistoryLine {
  const textOf = (value: Step['value']): StepText =>
    typeof value === 'number'
      ? { height: value, text: tokensLabel(value), title: tokensTitle(value) }
      : { height: null, text: 'unknown', title: 'Unknown' }
  return { field, name: 'Context', steps: steps.map((step) => lineStep(step, isMissing, textOf)), isDefault: true }
}

function lineStep({ from, to, value }: Step, isMissing: IsGone, textOf: (value: Step['value']) => StepText): LineStep {
  const start = Date.parse(from)
  const missing = { height: null, text: 'not available', title: 'Not in the catalogue' }
  return {
    from: start,
    to: to === null ? null : Date.parse(to),
    ...(value === null && isMissing(start) ? missing : textOf(value)),
  }
}
