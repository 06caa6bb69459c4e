// What the items of a message say, one line each.
import { changeText } from '../changes/change-text.js'
import type { WatchItem } from '../contract/watches.js'
import { dayLabel } from '../model/day-label.js'

/** Such as `OpenAI: GPT-4o: price of input tokens fell 20 %: $2.50 → $2.00 per million`. */
export function itemText(item: WatchItem): string {
  if (item.type === 'expiry') return `${item.name.trim()}: ${expiryText(item)}`
  const { change } = item
  const text = changeText(change)
  return change.name === null ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `${change.name.trim()}: ${text}`
}

/** The id of the model that an item is about; null for a change of the schema. */
export function modelIdOf(item: WatchItem): string | null {
  return item.type === 'expiry' ? item.model_id : item.change.model_id
}

function expiryText({ expires, days_left: days }: WatchItem & { type: 'expiry' }): string {
  const day = dayLabel(expires)
  if (days < 0) return `expired on ${day}`
  if (days === 0) return `expires today, ${day}`
  return `expires in ${days === 1 ? '1 day' : `${days} days`}, on ${day}`
}
