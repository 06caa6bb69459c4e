// A message, before it has the form of its destination.
import type { WatchItem } from '@modelkeep/catalog/contract/watch-items'
import { itemText, modelIdOf } from '@modelkeep/catalog/watches/item-text'

export interface Message {
  /** The same in all attempts. */
  id: string
  kind: WatchItem['type'] | 'digest' | 'test'
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

/** The page of the model that an item is about. */
export function linkOf(item: WatchItem): string | null {
  const id = modelIdOf(item)
  return id === null ? null : modelPage + id
}

export interface LineLimits {
  lines: number
  /** Of all lines together, as `sizeOf` counts them. */
  size: number
  sizeOf?: (text: string) => number
}

/** One line for each item, as `textOf` writes it, as many as fit; then one that says how many more there are. */
export function linesOf(
  { kind, items }: Message,
  { lines, size, sizeOf = (text) => text.length }: LineLimits,
  textOf: (line: Line) => string,
): string {
  if (kind === 'test')
    return textOf({ text: 'The destination works. Changes that match the watch will look like this.', link: null })
  const more = (count: number): string => textOf({ text: `… and ${count} more`, link: null })
  let text = ''
  for (const [index, item] of items.entries()) {
    const line: Line = { text: itemText(item), link: linkOf(item) }
    const left = items.length - index
    const rest = left === 1 ? '' : `\n${more(left - 1)}`
    const next = text === '' ? textOf(line) : `${text}\n${textOf(line)}`
    if (index < lines && sizeOf(next + rest) <= size) text = next
    else if (text === '')
      return shortened(
        line.text,
        (short) => textOf({ text: short, link: null }) + rest,
        (one) => sizeOf(one) <= size,
      )
    else return `${text}\n${more(left)}`
  }
  return text
}

/** A line that is too long by itself loses its end, and its link. */
function shortened(text: string, write: (text: string) => string, fits: (written: string) => boolean): string {
  let short = text
  while (!fits(write(`${short}…`))) short = short.slice(0, Math.floor(short.length * 0.9))
  return write(`${short}…`)
}
