import { createHash } from 'node:crypto'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { Feed } from 'feed'
import { xmlText } from '../../lib/xml-text.js'

const site = 'https://openrouter.ai'

/**
 * Renders changes as a feed, newest first. `path` with its query identifies the feed. There is no self link: the response is cached
 * for all clients and must not contain a request's `Host`. `updatedAt` (Unix milliseconds) dates a feed without entries.
 */
export function changeFeed(
  changes: readonly ListedChange[],
  path: string,
  format: 'atom' | 'json',
  updatedAt: number,
): string {
  const feed = new Feed({
    title: 'AI model changes',
    description: 'Changes in prices, limits and available models at OpenRouter, as observed by Modelkeep',
    id: urnOf(path),
    link: `${site}/models`,
    copyright: 'OpenRouter',
    generator: 'Modelkeep',
    updated: new Date(changes[0]?.observed_at ?? updatedAt),
    author: { name: 'Modelkeep' },
  })
  for (const change of changes) {
    const title = xmlText(titleOf(change))
    feed.addItem({
      title: format === 'atom' ? escapeHtml(title) : title, // an Atom title is HTML, a JSON Feed title is plain text
      id: entryId(change),
      link: change.model_id === null ? `${site}/models` : `${site}/${change.model_id}`,
      date: new Date(change.observed_at),
      published: new Date(change.observed_at),
      content: escapeHtml(`${title}. Observed ${change.observed_at}.`),
      category: [{ name: change.kind, term: change.kind }],
    })
  }
  return format === 'atom' ? feed.atom1() : feed.json1()
}

function titleOf(change: ListedChange): string {
  const text = changeText(change)
  return change.name === null ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `${change.name.trim()}: ${text}`
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Derived from the change itself, so that it is equal on every replica and in every copy of the history. */
function entryId({ observed_at, model_id, kind, field }: ListedChange): string {
  return urnOf(JSON.stringify([observed_at, model_id, kind, field]))
}

/** A URN with a UUID of version 8 (RFC 9562) derived from the name. */
function urnOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex')
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
