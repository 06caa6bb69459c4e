// The one place that turns prices into words. Payload prices are exact decimal strings of USD per unit; most units are one token.
import type { Model } from '@modelkeep/catalog/model/model'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import { isFree, isPrimaryPrice, parsePrice, perMillion } from '@modelkeep/catalog/price/price'
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
 * A payload price in words. Under a token key USD per million tokens, at most four significant decimals; else USD per unit
 * (`$0.0048 per image`). The title is exact.
 */
export function priceLabel(value: unknown, key: string): PriceLabel {
  const price = parsePrice(value)
  const unit = tokenUnit(key)
  if (price.kind === 'dynamic')
    return { text: 'varies', title: 'Depends on the model that the request is routed to', kind: 'dynamic' }
  if (price.kind === 'unknown')
    return {
      text: '–',
      title: isPrimaryPrice(key) || value != null ? 'Not known' : 'No separate price',
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
 * The price of a model, with what only the model tells: zero token prices of one that bills otherwise (a video, a song) are not free,
 * and transcription priced by its length is not priced by tokens.
 */
export function modelPriceLabel(model: Model, key: string): PriceLabel {
  const value = model.pricing?.[key]
  const label = priceLabel(value, key)
  if (label.kind === 'free' && !isFree(model))
    return { text: '$0', title: `${label.title}; other things are charged for`, kind: 'known' }
  const price = parsePrice(value)
  if (price.kind === 'known' && isBilledByLength(model, value))
    return {
      text: `${dollars(price.value)}*`,
      title: `$${exact(price.value)} per unit of audio; OpenRouter does not say of which length`,
      kind: 'known',
    }
  return label
}

/** USD per million tokens, for comparing and sorting only; null where it is dynamic or unknown. */
export function perMillionNumber(value: unknown): number | null {
  const price = parsePrice(value)
  return price.kind === 'known' ? Number(perMillion(price.value).toString()) : null
}

/** USD per million tokens as a plain decimal in which no digit is rounded; null where it is dynamic or unknown. */
export function perMillionExact(value: unknown): string | null {
  const price = parsePrice(value)
  return price.kind === 'known' ? perMillion(price.value).toFixed() : null
}

/** `$3.00`, `$0.0375`, `$1,500`: four decimals from one dollar on, below that four significant digits; two decimals at least. */
export function dollars(value: Big): string {
  const shown = value.gte(1) ? value.round(4) : value.prec(4)
  const [whole = '0', decimals = ''] = shown.toFixed().split('.')
  if (shown.gte(1000) && decimals === '') return `$${groupedDigits(whole)}`
  return `$${groupedDigits(whole)}.${decimals.padEnd(2, '0')}`
}

function isBilledByLength(model: Model, value: unknown): boolean {
  // A thousand dollars for a million tokens is no price of tokens: dearest by far is 600.
  return outputModalities(model).includes('transcription') && (perMillionNumber(value) ?? 0) >= 1000
}

function exact(value: Big): string {
  const [whole = '0', decimals] = value.toFixed().split('.')
  return decimals === undefined ? groupedDigits(whole) : `${groupedDigits(whole)}.${decimals}`
}
