// A message, before it has the form of its destination.
import type { WatchItem } from '@modelkeep/catalog/contract/watches'
import { itemText, modelIdOf } from '@modelkeep/catalog/watches/item-text'

export interface Message {
  /** The same in all attempts. */
  id: string
  kind: 'change' | 'expiry' | 'digest' | 'test'
  /** When this attempt is made, in Unix milliseconds. */
  sentAt: number
  createdAt: number
  watch: { id: number; name: string }
  items: readonly WatchItem[]
}

const modelPage = 'https://openrouter.ai/'

/** One line for the whole message. */
export function titleOf({ kind, watch, items }: Message): string {
  if (kind === 'test') return `Test of the watch “${watch.name}”`
  const [first] = items
  return first !== undefined && items.length === 1 ? itemText(first) : `${items.length} changes for “${watch.name}”`
}

export interface Line {
  text: string
  /** The page of the model; null if the line is about no model. */
  link: string | null
}

/** One line for each item; after `max` of them, one that says how many more there are. */
export function linesOf({ kind, items }: Message, max: number): Line[] {
  if (kind === 'test')
    return [{ text: 'The destination works. Changes that match the watch will look like this.', link: null }]
  const lines = items.slice(0, max).map((item) => {
    const id = modelIdOf(item)
    return { text: itemText(item), link: id === null ? null : modelPage + id }
  })
  const more = items.length - lines.length
  return more > 0 ? [...lines, { text: `… and ${more} more`, link: null }] : lines
}
