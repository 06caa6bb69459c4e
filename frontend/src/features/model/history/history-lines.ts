// What of a model's history is drawn: lines of one unit together, for lines of several cannot share an axis.
import type { ModelHistory, Series, Step } from '@modelkeep/catalog/contract/model-history'
import { isPrimaryPrice, parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { otherUnit, tokenUnit } from '@modelkeep/catalog/price/units'
import { priceLabel } from '../../../shared/ui/prices.js'
import { tokensLabel, tokensTitle } from '../../../shared/ui/tokens.js'

export interface LineStep {
  /** Unix milliseconds, inclusive. */
  from: number
  /** Unix milliseconds, exclusive; null: it is so now. */
  to: number | null
  /** Where it is drawn; null: it is not. USD per million tokens, USD per unit, or tokens. */
  height: number | null
  /** Short. */
  text: string
  /** Exact. */
  title: string
}

export interface HistoryLine {
  field: string
  name: string
  steps: readonly LineStep[]
  /** Whether it is drawn before anybody chose. */
  isUsual: boolean
}

/** Lines of one unit. */
export interface HistoryView {
  id: string
  name: string
  /** What the axis counts. */
  unit: string
  isPrice: boolean
  lines: readonly HistoryLine[]
}

const usual = ['prompt', 'completion', 'input_cache_read']

/** Prices of tokens first, then those of other things, then the context. What never had a price of its own is left out. */
export function historyViews({ series, gaps }: Pick<ModelHistory, 'series' | 'gaps'>): HistoryView[] {
  const isGone = (from: number): boolean =>
    gaps.some((gap) => Date.parse(gap.from) <= from && (gap.to === null || from < Date.parse(gap.to)))
  const prices = series.filter(
    ({ field, steps }) =>
      keyOf(field) !== null && (isPrimaryPrice(keyOf(field) ?? '') || steps.some(({ value }) => isSomePrice(value))),
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
      lines: tokens.map((one) => priceLine(one, isGone)),
    },
    ...others.map((one) => {
      const unit = otherUnit(keyOf(one.field) ?? '')
      return {
        id: one.field,
        name: `Per ${unit}`,
        unit: `USD per ${unit}`,
        isPrice: true,
        lines: [{ ...priceLine(one, isGone), isUsual: true }],
      }
    }),
    {
      id: 'context',
      name: 'Context',
      unit: 'tokens',
      isPrice: false,
      lines: context.map((one) => contextLine(one, isGone)),
    },
  ].filter(({ lines }) => lines.length > 0)
}

function keyOf(field: string): string | null {
  return field.startsWith('pricing.') ? field.slice('pricing.'.length) : null
}

function isSomePrice(value: Step['value']): boolean {
  const price = parsePrice(value)
  return price.kind === 'dynamic' || (price.kind === 'known' && !price.value.eq(0))
}

type IsGone = (from: number) => boolean

function priceLine({ field, steps }: Series, isGone: IsGone): HistoryLine {
  const key = keyOf(field) ?? field
  const name = (tokenUnit(key) ?? otherUnit(key)).replace(/ tokens\b/, '')
  return {
    field,
    name: name.slice(0, 1).toUpperCase() + name.slice(1),
    steps: steps.map((step) => lineStep(step, isGone, (value) => priceValue(value, key))),
    isUsual: usual.includes(key),
  }
}

type Said = Pick<LineStep, 'height' | 'text' | 'title'>

/** A secondary price of zero is also what upstream says of one that it does not bill apart, so no line is drawn along the ground. */
function priceValue(value: Step['value'], key: string): Said {
  const price = parsePrice(value)
  const { text, title } = priceLabel(value, key)
  if (price.kind === 'unknown') return { height: null, text: 'not known', title }
  if (price.kind === 'dynamic') return { height: null, text, title }
  if (price.value.eq(0))
    return isPrimaryPrice(key)
      ? { height: 0, text: '$0', title }
      : { height: null, text: 'none', title: 'No price of its own, or $0' }
  return {
    height: Number((tokenUnit(key) === undefined ? price.value : perMillion(price.value)).toString()),
    text: text.split(' per ')[0] ?? text,
    title,
  }
}

function contextLine({ field, steps }: Series, isGone: IsGone): HistoryLine {
  const said = (value: Step['value']): Said =>
    typeof value === 'number'
      ? { height: value, text: tokensLabel(value), title: tokensTitle(value) }
      : { height: null, text: 'not known', title: 'Not known' }
  return { field, name: 'Context', steps: steps.map((step) => lineStep(step, isGone, said)), isUsual: true }
}

function lineStep({ from, to, value }: Step, isGone: IsGone, said: (value: Step['value']) => Said): LineStep {
  const begins = Date.parse(from)
  const gone = { height: null, text: 'gone', title: 'Not in the catalogue' }
  return {
    from: begins,
    to: to === null ? null : Date.parse(to),
    ...(value === null && isGone(begins) ? gone : said(value)),
  }
}
