// What an event is about, as a key: no watch gets two events with one key.
import type { WatchItem } from '../contract/watch-items.js'

/**
 * A price that flaps has one key for all its moves after the first, so that it is announced once. A milestone has one per model, also
 * when the date moves.
 */
export function eventKey(item: WatchItem): string {
  if (item.type === 'expiry') return `expiry ${item.model_id} ${item.milestone}`
  if (item.type === 'deprecated') return `deprecated ${item.model_id} ${item.source}`
  const { seq, flapping, model_id: id, field } = item.change
  return flapping === null ? `change ${seq}` : `flapping ${id} ${field} ${flapping.since}`
}
