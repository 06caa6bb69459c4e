// Fetches a whole document from another site, unless it is unchanged.
import type { Dispatcher } from 'undici'
import { programVersion } from '../lib/version.js'
import { loadOnce } from '../lib/load-once.js'
import { withDeadline } from '../upstream/deadline.js'
import { openPool } from '../upstream/pool.js'
import type { UpstreamProxy } from '../upstream/proxy.js'
import { nothingReceived, readBody } from '../upstream/read-body.js'
import { UpstreamError } from '../upstream/upstream-error.js'

/** What upstream sent with the document that is already known. */
export interface Validators {
  etag: string | null
  lastModified: string | null
}

export interface FetchedDocument extends Validators {
  bytes: Buffer
}

export interface DocumentFetcher {
  /** One GET. null: it is unchanged (304). Redirects are not followed. @throws UpstreamError, or an error of undici */
  fetch(known: Validators | null, signal: AbortSignal): Promise<FetchedDocument | null>
  close(): Promise<void>
}

export interface FetcherOptions {
  /** http or https; userinfo is sent as Basic authorization. */
  url: string
  proxy?: UpstreamProxy
  /** Of the decompressed body. */
  maxBytes: number
}

/** From connecting to the last byte: documents of some megabytes, once an interval. */
const timeoutMs = 60_000
const notModified = 304

export function createDocumentFetcher({ url: text, proxy, maxBytes }: FetcherOptions): DocumentFetcher {
  const url = new URL(text)
  const userinfo = url.username || url.password ? `${url.username}:${url.password}` : null
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'gzip, br',
    'user-agent': `modelkeep/${programVersion()}`,
    ...(userinfo !== null && {
      authorization: `Basic ${Buffer.from(decodeURIComponent(userinfo)).toString('base64')}`,
    }),
  }
  const pool = loadOnce(() => openPool(url.origin, timeoutMs, 1, proxy))
  return {
    fetch: (known, signal) =>
      withDeadline(timeoutMs, signal, async (cut) => {
        const dispatcher = await pool.get()
        const response = await dispatcher.request({
          origin: url.origin,
          method: 'GET',
          path: `${url.pathname}${url.search}`,
          headers: { ...headers, ...conditions(known) },
          signal: cut,
        })
        return readResponse(response, { maxBytes, isConditional: Object.keys(conditions(known)).length > 0 })
      }),
    close: async () => {
      await (await pool.started()?.catch(() => null))?.destroy()
    },
  }
}

function conditions(known: Validators | null): Record<string, string> {
  return {
    ...(known?.etag && { 'if-none-match': known.etag }),
    ...(known?.lastModified && { 'if-modified-since': known.lastModified }),
  }
}

async function readResponse(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { maxBytes, isConditional }: { maxBytes: number; isConditional: boolean },
): Promise<FetchedDocument | null> {
  body.on('error', () => {}) // it may fail while nothing reads it
  if (statusCode !== 200) {
    body.destroy()
    if (statusCode === notModified && isConditional) return null
    throw new UpstreamError('status', `the site responded ${statusCode}`, { status: statusCode })
  }
  const text = (name: string): string | null => [headers[name] ?? []].flat()[0] ?? null
  const bytes = await readBody(
    body,
    text('content-encoding') ?? undefined,
    { left: maxBytes, total: maxBytes },
    nothingReceived(),
  )
  return { bytes, etag: text('etag'), lastModified: text('last-modified') }
}
