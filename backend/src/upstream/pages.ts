import { readCount } from '@modelkeep/catalog/model/payload'
import { yieldToEventLoop } from '../lib/time-slices.js'
import type { ByteBudget } from './read-body.js'
import { UpstreamError } from './upstream-error.js'

const MAX_PAGES = 100

/** Fetches one page, with retries. */
export type FetchPage = (url: URL, budget: ByteBudget) => Promise<Buffer>

interface Page {
  data: unknown[]
  next: string | null
  links: unknown
  totalCount: number | null
}

/**
 * Follows `links.next` from `first` and joins the pages to `{"data": [...], "total_count": …, "links": …}`. A list of one page, or an
 * unreadable page, is returned as received: validating a payload is not the client's job.
 *
 * A partial list must not pass for a whole one. For validation the joined list has the `total_count` of a page that contradicts it, if
 * there is one, and the last page's `links`. Rejects with UpstreamError if the pages do not end: `redirect` for a loop, `too_large` for more than 100 pages.
 */
export async function fetchPages(
  first: URL,
  maxBytes: number,
  fetchPage: FetchPage,
): Promise<{ bytes: Buffer; pages: number }> {
  const seen = new Set([first.href])
  const items: unknown[] = []
  const counts: number[] = []
  let url = first
  let left = maxBytes
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const bytes = await fetchPage(url, { left, total: maxBytes })
    if (pages === 1 && !mayHaveNext(bytes)) return { bytes, pages }
    await yieldToEventLoop()
    const page = parsePage(bytes)
    if (!page || (pages === 1 && !page.next)) return { bytes, pages }
    left -= bytes.length
    for (const item of page.data) items.push(item)
    if (page.totalCount !== null) counts.push(page.totalCount)
    if (!page.next) return { bytes: joined(items, counts, page.links), pages }
    url = nextUrl(page.next, first)
    if (seen.has(url.href))
      throw new UpstreamError('redirect', `page ${pages} of upstream's list links to a page that was already read`)
    seen.add(url.href)
  }
  throw new UpstreamError('too_large', `upstream's list has more than ${MAX_PAGES} pages`)
}

/** A list that changed while its pages were read may lack a model: then the counts of two pages differ. */
function joined(items: unknown[], counts: readonly number[], links: unknown): Buffer {
  const totalCount = counts.find((count) => count !== items.length) ?? counts[0]
  return Buffer.from(JSON.stringify({ data: items, total_count: totalCount, links }))
}

/** Saves parsing a list of one page here, which takes milliseconds and which validation does again. */
function mayHaveNext(bytes: Buffer): boolean {
  return /"next"\s*:\s*"/.test(bytes.toString('latin1'))
}

function nextIn(page: Readonly<Record<string, unknown>>): string | null {
  const next = (page['links'] as { next?: unknown } | null | undefined)?.next
  return typeof next === 'string' && next !== '' ? next : null
}

function parsePage(bytes: Buffer): Page | undefined {
  try {
    // `fatal`: joining must not repair a page that is not UTF-8.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const page = JSON.parse(text) as Record<string, unknown> | null
    if (!Array.isArray(page?.['data'])) return undefined
    return {
      data: page['data'],
      next: nextIn(page),
      links: page['links'],
      totalCount: readCount(page['total_count']),
    }
  } catch {
    return undefined
  }
}

/**
 * Of a next link only the query is used. Behind a gateway its host and path are those of the server behind, and the key must not be sent
 * elsewhere. Upstream's documented link omits the other parameters (`/api/v1/models?offset=500&limit=500`). Those of the first page are
 * added back; without them the following pages would list text models only.
 */
function nextUrl(next: string, first: URL): URL {
  if (!URL.canParse(next, first.href))
    throw new UpstreamError('redirect', "the link to upstream's next page is not a URL")
  const url = new URL(first)
  url.search = new URL(next, first).search
  for (const [name, value] of first.searchParams) if (!url.searchParams.has(name)) url.searchParams.append(name, value)
  return url
}
