import { priceName } from '../ui/price-names.js'

/** A note of a cost for readers: `prompt`, a key of `pricing`, becomes "input". */
export function noteText(note: string): string {
  return note.replaceAll(/`([a-z_0-9]+)`/g, (_, key: string) => priceName(key).toLowerCase())
}
