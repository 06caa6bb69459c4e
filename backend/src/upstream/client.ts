import type { Dispatcher } from 'undici'
import type { Clock } from '../lib/clock.js'
import { loadOnce, type LoadOnce } from '../lib/load-once.js'
import { abortedBeforeStart, attemptPage, type Call, type UpstreamAttempt } from './attempt.js'
import { createBreaker, type Breaker, type CallOptions } from './breaker.js'
import { sealError } from './failure.js'
import { fetchPages, type FetchPage } from './pages.js'
import { openPool } from './pool.js'
import { proxyNameFor, proxySecrets, type UpstreamProxy } from './proxy.js'
import { createPayloadRedactor, createRedactor, isUnmistakable } from './redact.js'
import { createRetryRunner } from './retry.js'
import { createTarget, documentUrl } from './target.js'
import { UpstreamError } from './upstream-error.js'

export type { UpstreamAttempt } from './attempt.js'

export interface UpstreamPayload {
  /** The decompressed body as received, or `{"data": [all models]}` joined from several pages. Not validated. */
  bytes: Buffer
  pages: number
  /** Including all pages, attempts and waits. */
  durationMs: number
}

export interface Upstream {
  /**
   * The whole catalogue, all modalities. Rejects only with UpstreamError. Makes up to three attempts in total, each of up to `timeoutMs`
   * for each page; use `signal` to limit the whole call. `force`: even while the breaker suspends requests.
   */
  fetchModels(signal?: AbortSignal, options?: CallOptions): Promise<UpstreamPayload>
  /**
   * One JSON document below the base URL (`providers`, `models/openai/gpt-4o/endpoints`), not validated; null if upstream responds 404.
   * Rejects like `fetchModels`. Uses a separate breaker, so that failing documents cannot suspend requests for the list.
   */
  fetchDocument(path: string, signal?: AbortSignal): Promise<Buffer | null>
  readonly breaker: Pick<Breaker, 'state'>
  readonly documentBreaker: Pick<Breaker, 'state'>
  /** Aborts all calls and closes all connections. */
  close(): Promise<void>
}

export interface UpstreamOptions {
  /** http or https. Userinfo is sent as Basic authorization if there is no key; its query is part of every request. */
  baseUrl: string
  /** Sent as a bearer token, only to the origin of `baseUrl`. */
  apiKey?: string | undefined
  /** Absent: requests are sent directly. */
  proxy?: UpstreamProxy
  /** Other secrets of this program, which no response may contain either. */
  otherSecrets?: readonly string[]
  /** For all pages together, decompressed. */
  maxBytes: number
  /** Deadline from connecting to the last byte of the body; default 10 s. Uses system timers, not `clock`. */
  timeoutMs?: number
  /** The longest Retry-After that is obeyed; absent: any. */
  maxRetryAfterMs?: number
  clock: Clock
  /** In [0, 1), for jitter. With `() => 0` retries wait only for a Retry-After. */
  random?: () => number
  onAttempt?: (attempt: UpstreamAttempt) => void
}

const TIMEOUT_MS = 10_000
/** Documents are a few KB; the largest seen, the list of providers, is 25 KB. */
const DOCUMENT_BYTES = 4 * 1024 * 1024
/** One for the current call, one for a call that starts while the previous connection is still closing. */
const LIST_CONNECTIONS = 2
/** As many as the store of documents uses at once, and one more for the same reason. A deadline runs while a call waits for a connection. */
const DOCUMENT_CONNECTIONS = 5

interface Lane {
  pool: LoadOnce<Dispatcher>
  breaker: Breaker
}

/** @throws TypeError if `baseUrl` is not an http(s) URL, or if a header cannot hold the key */
export function createUpstream(options: UpstreamOptions): Upstream {
  const {
    clock,
    maxBytes,
    timeoutMs = TIMEOUT_MS,
    maxRetryAfterMs,
    random = Math.random,
    onAttempt = () => undefined,
    proxy,
    otherSecrets = [],
  } = options
  const { url, headers, secrets: own } = createTarget(options.baseUrl, options.apiKey)
  const secrets = [...own, ...(proxy ? proxySecrets(proxy) : []), ...otherSecrets.filter(isUnmistakable)]
  const redact = createRedactor(secrets)
  const redactPayload = createPayloadRedactor(secrets)
  const open = (connections: number): LoadOnce<Dispatcher> =>
    loadOnce(() => openPool(url.origin, timeoutMs, connections, proxy))
  const proxyName = proxyNameFor(proxy, url.protocol)
  // Of their own for the list and for documents: clients can have documents fetched, which must not delay the list.
  const list: Lane = { pool: open(LIST_CONNECTIONS), breaker: createBreaker(clock, maxRetryAfterMs) }
  const documents: Lane = { pool: open(DOCUMENT_CONNECTIONS), breaker: createBreaker(clock, maxRetryAfterMs) }
  const liveCalls = createLiveCalls()
  const run = <T>(
    { pool, breaker: through }: Lane,
    outer: AbortSignal | undefined,
    work: (call: Call) => Promise<T>,
    callOptions?: CallOptions,
  ): Promise<T> =>
    liveCalls.run(outer, async (signal) => {
      try {
        const call: Call = {
          pool: await pool.get(),
          proxyName,
          headers,
          timeoutMs,
          clock,
          redact,
          redactPayload,
          onAttempt,
          signal,
        }
        if (signal.aborted) throw abortedBeforeStart(signal)
        return await through.run(() => work(call), callOptions)
      } catch (error) {
        throw sealError(error, redact)
      }
    })
  return {
    breaker: { state: () => list.breaker.state() },
    documentBreaker: { state: () => documents.breaker.state() },
    fetchModels: (signal, callOptions) =>
      run(list, signal, (call) => fetchList(call, url, maxBytes, random), callOptions),
    fetchDocument: (path, signal) =>
      run(documents, signal, (call) =>
        fetchOne(call, documentUrl(url, path), Math.min(maxBytes, DOCUMENT_BYTES), random),
      ),
    close: async () => {
      liveCalls.close()
      for (const { pool } of [list, documents]) await (await pool.started()?.catch(() => null))?.destroy()
    },
  }
}

async function fetchList(call: Call, first: URL, maxBytes: number, random: () => number): Promise<UpstreamPayload> {
  const startedAt = call.clock.now()
  const list = await withRetries(call, random, (fetchPage) => fetchPages(first, maxBytes, fetchPage))
  return { ...list, durationMs: call.clock.now() - startedAt }
}

async function fetchOne(call: Call, url: URL, maxBytes: number, random: () => number): Promise<Buffer | null> {
  try {
    return await withRetries(call, random, (fetchPage) => fetchPage(url, { left: maxBytes, total: maxBytes }))
  } catch (error) {
    if (error instanceof UpstreamError && error.status === 404) return null
    throw error
  }
}

async function withRetries<T>(
  call: Call,
  random: () => number,
  work: (fetchPage: FetchPage) => Promise<T>,
): Promise<T> {
  const { clock, signal } = call
  const startedAt = clock.now()
  const retrying = createRetryRunner({ clock, random, signal })
  try {
    return await work((url, budget) => retrying((attempt) => attemptPage(call, url, budget, attempt)))
  } catch (error) {
    if (!signal.aborted || error instanceof UpstreamError) throw error
    const message = `the call to upstream was aborted after ${clock.now() - startedAt} ms, while waiting to retry`
    throw new UpstreamError('aborted', message, { cause: error })
  }
}

/** Gives each call a signal that is aborted by its caller's signal and by `close`. */
function createLiveCalls(): {
  run: <T>(outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>) => Promise<T>
  close: () => void
} {
  const live = new Set<AbortController>()
  let closed = false
  const abortClosed = (controller: AbortController): void =>
    controller.abort(new Error('the upstream client was closed'))
  return {
    run: async (outer, work) => {
      const controller = new AbortController()
      const onAbort = (): void => controller.abort(outer?.reason)
      if (closed) abortClosed(controller)
      if (outer?.aborted) onAbort()
      outer?.addEventListener('abort', onAbort, { once: true })
      live.add(controller)
      try {
        return await work(controller.signal)
      } finally {
        live.delete(controller)
        outer?.removeEventListener('abort', onAbort)
      }
    },
    close: () => {
      closed = true
      for (const controller of live) abortClosed(controller)
    },
  }
}
