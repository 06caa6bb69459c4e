import { createHash } from 'node:crypto'
import type { ListedChange } from '@modelkeep/catalog/contract/history'
import { changeText } from '@modelkeep/catalog/changes/text'
import { Feed } from 'feed'
import { xmlText } from '../../lib/xml-text.js'

const site = 'https://openrouter.ai'

/**
 * Changes as a feed, newest first. No link to itself: it is kept for whoever asks, and nothing of it may come from a request's Host.
 * `path` and query tell feeds apart.
 * `updatedAt` in Unix milliseconds, for a feed without entries.
 */
export function changeFeed(
  changes: readonly ListedChange[],
  path: string,
  format: 'atom' | 'json',
  updatedAt: number,
): string {
  const feed = new Feed({
    title: 'AI model changes',
    description: 'Prices, limits and models that come and go at OpenRouter, as Modelkeep observed them',
    id: uuidOf(path),
    link: `${site}/models`,
    copyright: 'OpenRouter',
    generator: 'Modelkeep',
    updated: new Date(changes[0]?.observed_at ?? updatedAt),
    author: { name: 'Modelkeep' },
  })
  for (const change of changes) {
    const title = xmlText(titleOf(change))
    feed.addItem({
      title: format === 'atom' ? asHtml(title) : title, // Atom's is written as HTML, JSON Feed's is plain text
      id: entryId(change),
      link: change.model_id === null ? `${site}/models` : `${site}/${change.model_id}`,
      date: new Date(change.observed_at),
      published: new Date(change.observed_at),
      content: asHtml(`${title}. Observed ${change.observed_at}.`),
      category: [{ name: change.kind, term: change.kind }],
    })
  }
  return format === 'atom' ? feed.atom1() : feed.json1()
}

function titleOf(change: ListedChange): string {
  const what = changeText(change)
  return change.name === null ? `${what.charAt(0).toUpperCase()}${what.slice(1)}` : `${change.name.trim()}: ${what}`
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** The same for the same change for ever, on every replica and in every copy of the history. */
function entryId({ observed_at, model_id, kind, field }: ListedChange): string {
  return uuidOf(JSON.stringify([observed_at, model_id, kind, field]))
}

/** A name as a URN: a UUID made of it (RFC 9562, version 8). */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
