// What the items of a message say, one line each.
import { changeText } from '../changes/change-text.js'
import type { WatchItem } from '../contract/watch-items.js'
import { SOURCE_NAMES } from '../lifecycle/source-names.js'
import { dayLabel } from '../model/day-label.js'

/** Such as `OpenAI: GPT-4o: price of input tokens fell 20 %: $2.50 → $2.00 per million`. */
export function itemText(item: WatchItem): string {
  const { name } = item.type === 'change' ? item.change : item
  const text = textOf(item)
  return onOneLine(name === null ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `${name.trim()}: ${text}`)
}

/** Names and values are upstream's: they must not look like lines of the message. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu, ' ')
}

/** The id of the model that an item is about; null for a change of the schema. */
export function modelIdOf(item: WatchItem): string | null {
  return item.type === 'change' ? item.change.model_id : item.model_id
}

function textOf(item: WatchItem): string {
  switch (item.type) {
    case 'change':
      return changeText(item.change)
    case 'deprecated':
      return `is deprecated according to ${SOURCE_NAMES[item.source]}`
    default: {
      const sources = item.sources?.map((source) => SOURCE_NAMES[source])
      return sources === undefined ? expiryText(item) : `${expiryText(item)} (according to ${sources.join(' and ')})`
    }
  }
}

function expiryText({ expires, days_left: days }: WatchItem & { type: 'expiry' }): string {
  const day = dayLabel(expires)
  if (days < 0) return `expired on ${day}`
  if (days === 0) return `expires today, ${day}`
  return `expires in ${days === 1 ? '1 day' : `${days} days`}, on ${day}`
}
