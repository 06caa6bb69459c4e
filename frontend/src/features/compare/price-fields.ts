import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import { parsePrice, perMillion } from '@modelkeep/catalog/price/price'
import { tokenUnit } from '@modelkeep/catalog/price/units'
import { PRICE_KEYS, type PriceKey } from '@modelkeep/catalog/model/price-format'
import { priceNames } from '../../shared/ui/price-names.js'
import { modelPriceLabel, priceLabel, priceWords } from '../../shared/ui/prices.js'
import { tokensLabel } from '../../shared/ui/tokens.js'
import type { Cell, Field } from './comparison.js'
import { none } from './comparison.js'
import { hasUsagePrices } from '@modelkeep/catalog/cost/has-usage-prices'

const order = Object.keys(priceNames) as PriceKey[]

export const priceFields: readonly Field[] = [
  ...PRICE_KEYS.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)).map((key): Field => {
    const [label, unit] = priceNames[key]
    return {
      key,
      label,
      ...(unit !== undefined && { unit }),
      cell: (model) => priceCell(model, key),
      want: 'smaller',
      word: 'Cheapest',
    }
  }),
  { key: 'overrides', label: 'Price tiers', unit: 'input / output', cell: tiersCell },
]

function priceCell(model: Model, key: PriceKey): Cell {
  const label = modelPriceLabel(model, key)
  const price = parsePrice(model.pricing?.[key])
  // The unit is part of the row's label.
  const text = label.text.replace(/ per .*$/, '')
  if (label.kind === 'unknown') return { ...none(label.title), text: priceWords(label) }
  // Zero for non-text models usually means that they are billed in another unit.
  const comparable =
    price.kind === 'known' && hasUsagePrices(model) && (price.value.gt(0) || outputModalities(model).join() === 'text')
  return {
    text,
    title: label.title,
    same: price.kind === 'known' ? price.value.toFixed() : label.kind,
    rank: comparable ? price.value : null,
    ...(price.kind === 'known' && {
      exact: (tokenUnit(key) === undefined ? price.value : perMillion(price.value)).toFixed(),
    }),
  }
}

function tiersCell(model: Model): Cell {
  const overrides = model.pricing?.overrides ?? []
  if (overrides.length === 0) return none('One price for all requests')
  const lines = overrides.map((one) => {
    const price = (key: 'prompt' | 'completion') => priceLabel(one[key] ?? model.pricing?.[key], key).text
    const when = [
      ...(one.min_prompt_tokens === undefined ? [] : [`above ${tokensLabel(one.min_prompt_tokens)}`]),
      ...(one.utc_start === undefined ? [] : [`${clock(one.utc_start)}–${clock(one.utc_end ?? 2400)} UTC`]),
      ...(one.utc_days?.map((day) => day.slice(0, 3)) ?? []),
    ]
    return `${when.join(', ')}: ${price('prompt')} / ${price('completion')}`
  })
  return { text: lines.join('\n'), title: 'By number of input tokens or time of day' }
}

const clock = (hhmm: number): string => String(hhmm).padStart(4, '0').replace(/(..)$/, ':$1')
