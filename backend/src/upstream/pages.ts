import { besideItems } from '../sync/split-payload.js'
import type { ByteBudget } from './read-body.js'
import { displayUrl } from './redact.js'
import { UpstreamError } from './upstream-error.js'

const MAX_PAGES = 100

/** Fetches one page, retried where that may help. */
export type FetchPage = (url: URL, budget: ByteBudget) => Promise<Buffer>

interface Page {
  data: unknown[]
  next: string | null
  totalCount: number | undefined
}

/**
 * Follows `links.next` from `first` and joins the pages to `{"data": [...]}`. A list of one page, and a page that is not what it should
 * be, are handed back as they came: to judge a payload is not the client's job.
 *
 * Half a list must not look like a whole one, so this rejects with UpstreamError where the pages do not come to an end (`redirect` for a
 * circle or another origin, `too_large` for more than 100) or hold fewer models than `total_count` says (`truncated`).
 */
export async function fetchPages(
  first: URL,
  maxBytes: number,
  fetchPage: FetchPage,
): Promise<{ bytes: Buffer; pages: number }> {
  const seen = new Set([first.href])
  const items: unknown[] = []
  let url = first
  let left = maxBytes
  for (let pages = 1; pages <= MAX_PAGES; pages += 1) {
    const bytes = await fetchPage(url, { left, total: maxBytes })
    if (pages === 1 && isOnlyPage(bytes)) return { bytes, pages }
    const page = parsePage(bytes)
    if (!page || (pages === 1 && !page.next)) return { bytes, pages }
    left -= bytes.length
    for (const item of page.data) items.push(item)
    if (!page.next) return { bytes: joined(items, page.totalCount, pages), pages }
    url = nextUrl(page.next, url, first)
    if (seen.has(url.href))
      throw new UpstreamError('redirect', `page ${pages} of upstream's list leads back to one that was read before`)
    seen.add(url.href)
  }
  throw new UpstreamError('too_large', `upstream's list has more than ${MAX_PAGES} pages`)
}

function joined(items: unknown[], totalCount: number | undefined, pages: number): Buffer {
  if (totalCount !== undefined && items.length < totalCount) {
    throw new UpstreamError(
      'truncated',
      `the ${pages} pages of upstream's list hold ${items.length} models, its total_count says ${totalCount}`,
    )
  }
  return Buffer.from(JSON.stringify({ data: items }))
}

/** Seen from its end, where a list that names a next page does so: most need not be parsed for that. */
function isOnlyPage(bytes: Buffer): boolean {
  const others = besideItems(bytes)
  return others !== null && nextIn(others) === null
}

function nextIn(page: Readonly<Record<string, unknown>>): string | null {
  const next = (page['links'] as { next?: unknown } | null | undefined)?.next
  return typeof next === 'string' && next !== '' ? next : null
}

function parsePage(bytes: Buffer): Page | undefined {
  try {
    // `fatal`: a page that is not UTF-8 must not become clean by being joined to others.
    const page = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) as Record<
      string,
      unknown
    > | null
    if (!Array.isArray(page?.['data'])) return undefined
    const total = page['total_count']
    return {
      data: page['data'],
      next: nextIn(page),
      totalCount: typeof total === 'number' ? total : undefined,
    }
  } catch {
    return undefined
  }
}

/**
 * Upstream's own example of a next link leaves the other parameters out (`/api/v1/models?offset=500&limit=500`). Those of the first page
 * are put back, or the following pages would be of another list (text models only).
 */
function nextUrl(next: string, current: URL, first: URL): URL {
  if (!URL.canParse(next, current.href))
    throw new UpstreamError('redirect', "the link to upstream's next page is no URL")
  const url = new URL(next, current)
  if (url.origin !== first.origin) {
    throw new UpstreamError('redirect', `the link to upstream's next page leads to another origin: ${displayUrl(url)}`)
  }
  url.hash = ''
  for (const [name, value] of first.searchParams) if (!url.searchParams.has(name)) url.searchParams.append(name, value)
  return url
}
