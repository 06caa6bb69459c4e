import { createHash } from 'node:crypto'
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { changeText } from '@modelkeep/catalog/changes/change-text'
import { mapInSlices } from '../../lib/time-slices.js'
import { cdata, escapeHtml, escapeXml, xmlText } from '../../lib/xml-text.js'

export type FeedFormat = 'atom' | 'json'

const title = 'AI model changes'
const description = 'Changes in prices, limits and available models at OpenRouter, as observed by Modelkeep'
const author = 'Modelkeep'
const site = 'https://openrouter.ai'
const homePage = `${site}/models`

interface Entry {
  id: string
  title: string
  link: string
  observedAt: string
  html: string
  kind: string
}

/**
 * Renders changes as a feed, newest first. `path` with its query identifies the feed. There is no self link: the response is cached
 * for all clients and must not contain a request's `Host`. `updatedAt` (Unix milliseconds) dates a feed without entries.
 */
export async function changeFeed(
  changes: readonly ListedChange[],
  path: string,
  format: FeedFormat,
  updatedAt: number,
): Promise<string> {
  if (format === 'json') {
    const items = await mapInSlices(changes, (change) => JSON.stringify(jsonItem(entryOf(change))))
    return `${JSON.stringify(jsonHead).slice(0, -1)},"items":[${items.join(',')}]}`
  }
  const entries = await mapInSlices(changes, (change) => atomEntry(entryOf(change)))
  return atomDocument(entries, urnOf(path), changes[0]?.observed_at ?? new Date(updatedAt).toISOString())
}

function entryOf(change: ListedChange): Entry {
  const text = xmlText(titleOf(change))
  return {
    id: entryId(change),
    title: text,
    link: change.model_id === null ? homePage : `${site}/${change.model_id}`,
    observedAt: change.observed_at,
    html: escapeHtml(`${text}. Observed ${change.observed_at}.`),
    kind: change.kind,
  }
}

/** Atom (RFC 4287). */
function atomDocument(entries: readonly string[], id: string, updated: string): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
    <id>${id}</id>
    <title>${title}</title>
    <updated>${updated}</updated>
    <generator>${author}</generator>
    <author>
        <name>${author}</name>
    </author>
    <link rel="alternate" href="${homePage}"/>
    <subtitle>${description}</subtitle>
    <rights>OpenRouter</rights>
${entries.join('')}</feed>`
}

/** An Atom title is HTML, a JSON Feed title is plain text. */
function atomEntry({ id, title: text, link, observedAt, html, kind }: Entry): string {
  return `    <entry>
        <title type="html">${cdata(escapeHtml(text))}</title>
        <id>${id}</id>
        <link href="${escapeXml(link)}"/>
        <updated>${observedAt}</updated>
        <content type="html">${cdata(html)}</content>
        <category label="${kind}" term="${kind}"/>
        <published>${observedAt}</published>
    </entry>
`
}

/** JSON Feed 1. */
const jsonHead = {
  version: 'https://jsonfeed.org/version/1',
  title,
  home_page_url: homePage,
  description,
  author: { name: author },
}

function jsonItem({ id, title: text, link, observedAt, html, kind }: Entry): object {
  return {
    id,
    content_html: html,
    url: link,
    title: text,
    date_modified: observedAt,
    date_published: observedAt,
    tags: [kind],
  }
}

function titleOf(change: ListedChange): string {
  const text = changeText(change)
  return change.name === null ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `${change.name.trim()}: ${text}`
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
