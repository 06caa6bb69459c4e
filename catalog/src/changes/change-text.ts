// Describes a change in one line, for feeds and change logs.
import type { ListedChange } from '../contract/changes.js'
import { dayLabel } from '../model/day-label.js'
import { parsePrice, perMillion, publication } from '../price/price.js'
import { otherUnit, tokenUnit } from '../price/units.js'

type DescribedChange = Pick<ListedChange, 'kind' | 'field' | 'before' | 'after' | 'percent' | 'flapping' | 'removed_at'>

/** Such as `price of input tokens fell 20 %: $2.50 → $2.00 per million`, to follow the name of the model. */
export function changeText(change: DescribedChange): string {
  switch (change.kind) {
    case 'model_added':
      return 'is new'
    case 'model_removed':
      return 'was removed'
    case 'model_returned':
      return change.removed_at === null
        ? 'is back'
        : `is back; it was removed on ${dayLabel(change.removed_at.slice(0, 10))}`
    case 'renamed':
      return `${fieldName(change.field)} changed: ${valueText(change.before)} → ${valueText(change.after)}`
    case 'deprecation_announced':
      return change.after === null ? 'no longer expires' : `expires on ${dayLabel(valueText(change.after))}`
    case 'schema_changed':
      return `the field ${change.field ?? ''} is now on ${countText(change.after)} models; it was on ${countText(change.before)}`
    case 'price_changed':
      return priceText(change)
    default:
      return `${fieldName(change.field)} changed: ${listText(change)}`
  }
}

function priceText({ field, before, after, percent, flapping }: DescribedChange): string {
  const key = field?.replace(/^pricing\./, '') ?? ''
  const unit = tokenUnit(key)
  const what = unit === undefined ? `price per ${otherUnit(key)}` : `price of ${unit}`
  if (key === 'overrides') return 'price tiers or time windows changed'
  if (key === 'discount') return discountText(before, after)
  const per = unit === undefined ? '' : ' per million'
  if (flapping !== null)
    return `${what} alternates between ${amount(flapping.values[0], key)} and ${amount(flapping.values[1], key, per)}`
  const published = publication(before, after)
  if (published === 'published') return `${what} is now published: ${amount(after, key, per)}`
  if (published === 'withdrawn') return `${what} is no longer published; it was ${amount(before, key, per)}`
  const verb = percent === null ? 'changed' : `${percent < 0 ? 'fell' : 'rose'} ${Math.abs(percent)} %`
  return `${what} ${verb}: ${amount(before, key)} → ${amount(after, key, per)}`
}

/** Discounts are fractions of the price. An absent one is unknown, not zero. */
function discountText(before: unknown, after: unknown): string {
  const [was, is] = [discountPercent(before), discountPercent(after)]
  if (was === null) return is === null ? 'discount changed' : `discount is now published: ${is}`
  return is === null ? `discount is no longer published; it was ${was}` : `discount changed: ${was} → ${is}`
}

function discountPercent(value: unknown): string | null {
  const discount = parsePrice(typeof value === 'number' ? String(value) : value)
  return discount.kind === 'known' ? `${discount.value.times(100).toFixed()} %` : null
}

/** Exact, with at least two decimals. `per` follows an amount of dollars. */
function amount(value: unknown, key: string, per = ''): string {
  const price = parsePrice(value)
  if (price.kind === 'dynamic') return 'dynamic'
  if (price.kind === 'unknown') return value === null || value === undefined ? 'not published' : 'unknown'
  const dollars = tokenUnit(key) === undefined ? price.value : perMillion(price.value)
  return `$${dollars.eq(dollars.round(2)) ? dollars.toFixed(2) : dollars.toFixed()}${per}`
}

/** For two lists, the added and removed items. */
function listText({ before, after }: DescribedChange): string {
  if (!Array.isArray(before) || !Array.isArray(after)) return `${valueText(before)} → ${valueText(after)}`
  const added = after.filter((item) => !before.includes(item)).map((item) => `+ ${String(item)}`)
  const removed = before.filter((item) => !after.includes(item)).map((item) => `− ${String(item)}`)
  return [...added, ...removed].join(', ')
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'not published'
  if (typeof value === 'number') return value.toLocaleString('en-GB', { maximumFractionDigits: 20 })
  return typeof value === 'string' ? value : Array.isArray(value) ? value.join(', ') : JSON.stringify(value)
}

function countText(value: unknown): string {
  const models = (value as { models?: unknown } | null)?.models
  return typeof models === 'number' ? String(models) : '0'
}

const FIELD_NAMES: Readonly<Record<string, string>> = {
  name: 'name',
  context_length: 'context',
  'top_provider.context_length': 'context at the top provider',
  'top_provider.max_completion_tokens': 'max output',
  'top_provider.is_moderated': 'moderation',
  'architecture.input_modalities': 'input',
  'architecture.output_modalities': 'output',
  supported_parameters: 'supported parameters',
}

function fieldName(field: string | null): string {
  return (
    FIELD_NAMES[field ?? ''] ??
    (field ?? '')
      .replace(/^architecture\./, '')
      .replaceAll('_', ' ')
      .replaceAll('.', ' ')
  )
}
