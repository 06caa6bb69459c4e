// The one place that formats prices. Payload prices are exact decimal strings in USD per unit; most units are one token.
import type { Model } from '@modelkeep/catalog/model/model'
import {
  isBilledByDuration,
  isBilledByToken,
  isFree,
  isPrimaryPrice,
  parsePrice,
  perMillion,
  tokenPrice,
} from '@modelkeep/catalog/price/price'
import { otherUnit, tokenUnit } from '@modelkeep/catalog/price/units'
import type { Big } from 'big.js'
import { groupedDigits } from './digits.js'

export interface PriceLabel {
  /** Short, for a cell: `$0.15`, `Free`, `varies`, `–`. */
  text: string
  /** Exact and with its unit. */
  title: string
  kind: 'known' | 'free' | 'dynamic' | 'unknown'
}

/**
 * Formats a payload price. Token prices are in USD per million tokens with at most four significant decimals; others are in USD per unit
 * (`$0.0048 per image`). The title is exact.
 */
export function priceLabel(value: unknown, key: string): PriceLabel {
  const price = parsePrice(value)
  const unit = tokenUnit(key)
  if (price.kind === 'dynamic')
    return { text: 'varies', title: 'Depends on the model the request is routed to', kind: 'dynamic' }
  if (price.kind === 'unknown')
    return {
      text: '–',
      title: value === undefined || value === null ? 'Not published' : 'Unknown',
      kind: 'unknown',
    }
  if (price.value.eq(0))
    return { text: 'Free', title: `$0 per ${unit === undefined ? otherUnit(key) : `million ${unit}`}`, kind: 'free' }
  if (unit === undefined)
    return {
      text: `${dollars(price.value)} per ${otherUnit(key)}`,
      title: `$${exact(price.value)} per ${otherUnit(key)}`,
      kind: 'known',
    }
  const million = perMillion(price.value)
  return { text: dollars(million), title: `$${exact(million)} per million ${unit}`, kind: 'known' }
}

/**
 * Formats a price of a model, which may override its meaning: a model that is not billed by token (but per video, per song) has no token
 * prices, even if they are published as zero, and transcription billed by duration is not billed by token.
 */
export function modelPriceLabel(model: Model, key: string): PriceLabel {
  if (isPrimaryPrice(key) && !isBilledByToken(model))
    return { text: '–', title: 'Not billed by token', kind: 'unknown' }
  const value = model.pricing?.[key]
  const label = priceLabel(value, key)
  if (label.kind === 'free' && !isFree(model))
    return { text: '$0', title: `${label.title}; billed in other units`, kind: 'known' }
  const price = parsePrice(value)
  if (price.kind === 'known' && isBilledByDuration(model, value))
    return {
      text: `${dollars(price.value)}*`,
      title: `$${exact(price.value)} per unit of audio; OpenRouter does not publish the unit`,
      kind: 'known',
    }
  return label
}

/**
 * The mean of input and output price in USD per million tokens, by which "cheapest first" sorts; null when either is unknown or dynamic.
 */
export function meanPerMillion(model: Model): Big | null {
  const [input, output] = [tokenPrice(model, 'prompt'), tokenPrice(model, 'completion')]
  if (input.kind !== 'known' || output.kind !== 'known') return null
  return perMillion(input.value.plus(output.value)).times('0.5')
}

export function meanPriceLabel(model: Model): PriceLabel {
  const mean = meanPerMillion(model)
  const isDynamic = [model.pricing?.prompt, model.pricing?.completion].some(
    (price) => parsePrice(price).kind === 'dynamic',
  )
  if (mean === null)
    return isDynamic
      ? { text: 'varies', title: 'Depends on the model the request is routed to', kind: 'dynamic' }
      : { text: '–', title: 'Unknown', kind: 'unknown' }
  if (isBilledByDuration(model, model.pricing?.prompt))
    return {
      text: `${dollars(mean.div(1_000_000))}*`,
      title: `$${exact(mean.div(1_000_000))} per unit of audio; OpenRouter does not publish the unit`,
      kind: 'known',
    }
  const title = `$${exact(mean)} per million tokens: the mean of input and output price`
  return mean.eq(0)
    ? { text: isFree(model) ? 'Free' : '$0', title, kind: isFree(model) ? 'free' : 'known' }
    : { text: dollars(mean), title, kind: 'known' }
}

/** The price in words where there is room for them, so that an absent one reads the same everywhere: `$0.15`, `not published`. */
export function priceWords({ text, title, kind }: PriceLabel): string {
  return kind === 'unknown' ? `${title.charAt(0).toLowerCase()}${title.slice(1)}` : text
}

/** USD per million tokens, for comparing and sorting only; null when dynamic or unknown. */
export function perMillionNumber(value: unknown): number | null {
  const price = parsePrice(value)
  return price.kind === 'known' ? Number(perMillion(price.value).toString()) : null
}

/** USD per million tokens as an exact decimal; null when dynamic or unknown. */
export function perMillionExact(value: unknown): string | null {
  const price = parsePrice(value)
  return price.kind === 'known' ? perMillion(price.value).toFixed() : null
}

/** `$3.00`, `$0.0375`, `$1,500`: at most four decimals from one dollar up, four significant digits below; at least two decimals. */
export function dollars(value: Big): string {
  const shown = value.gte(1) ? value.round(4) : value.prec(4)
  const [whole = '0', decimals = ''] = shown.toFixed().split('.')
  if (shown.gte(1000) && decimals === '') return `$${groupedDigits(whole)}`
  return `$${groupedDigits(whole)}.${decimals.padEnd(2, '0')}`
}

function exact(value: Big): string {
  const [whole = '0', decimals] = value.toFixed().split('.')
  return decimals === undefined ? groupedDigits(whole) : `${groupedDigits(whole)}.${decimals}`
}
