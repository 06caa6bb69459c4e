import type { Pool } from 'undici'
import type { Clock } from '../lib/clock.js'
import { loadOnce } from '../lib/load-once.js'
import { abortedBeforeStart, attemptPage, type Call, type UpstreamAttempt } from './attempt.js'
import { createBreaker, type Breaker } from './breaker.js'
import { sealError } from './failure.js'
import { fetchPages, type FetchPage } from './pages.js'
import { createRedactor } from './redact.js'
import { createRetryRunner } from './retry.js'
import { createTarget, documentUrl } from './target.js'
import { UpstreamError } from './upstream-error.js'

export type { UpstreamAttempt } from './attempt.js'

export interface UpstreamPayload {
  /** The decompressed body as it came; where upstream paged, one envelope `{"data": [all models]}`. Not judged in any way. */
  bytes: Buffer
  pages: number
  /** Over all pages, attempts and waits. */
  durationMs: number
}

export interface Upstream {
  /**
   * The whole catalogue, all modalities. Rejects with UpstreamError and with nothing else. A call takes up to three attempts in all, each
   * exchange up to `timeoutMs`: where pages may be many, bound the whole by `signal`.
   */
  fetchModels(signal?: AbortSignal): Promise<UpstreamPayload>
  /**
   * One JSON document below the base URL (`providers`, `models/openai/gpt-4o/endpoints`), not judged in any way; null where upstream
   * has none (404). Rejects like `fetchModels`. It has a breaker of its own: what is asked for here must not keep the list from being asked for.
   */
  fetchDocument(path: string, signal?: AbortSignal): Promise<Buffer | null>
  readonly breaker: Pick<Breaker, 'state'>
  readonly documentBreaker: Pick<Breaker, 'state'>
  /** Aborts what is under way and closes every connection. */
  close(): Promise<void>
}

export interface UpstreamOptions {
  /** http or https. Userinfo is sent as Basic authorization where there is no key; a query is kept on every request. */
  baseUrl: string
  /** Sent as a bearer token, to the origin of `baseUrl` only. */
  apiKey?: string | undefined
  /** Of all pages together, decompressed. */
  maxBytes: number
  /** One deadline from connecting to the last byte of the body; 10 s unless told. Runs on the system's timers, not on `clock`. */
  timeoutMs?: number
  clock: Clock
  /** In [0, 1); for jitter. With `() => 0` retries do not wait unless upstream asks for it. */
  random?: () => number
  onAttempt?: (attempt: UpstreamAttempt) => void
}

const TIMEOUT_MS = 10_000
/** A document is a few KB; the largest seen, of all providers, has 25. */
const DOCUMENT_BYTES = 4 * 1024 * 1024
/** One for the call under way, one for a call that begins while the other's connection is still dying. */
const CONNECTIONS = 2

/** Throws TypeError where `baseUrl` is no http(s) URL, or where no header can hold the key. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { clock, maxBytes, timeoutMs = TIMEOUT_MS, random = Math.random, onAttempt = () => undefined } = options
  const { url, headers, secrets } = createTarget(options.baseUrl, options.apiKey)
  const redact = createRedactor(secrets)
  const pool = loadOnce(() => openPool(url.origin, timeoutMs))
  const breaker = createBreaker(clock)
  const documentBreaker = createBreaker(clock)
  const live = createLiveCalls()
  const guarded = <T>(outer: AbortSignal | undefined, by: Breaker, work: (call: Call) => Promise<T>): Promise<T> =>
    live.run(outer, async (signal) => {
      try {
        const call: Call = { pool: await pool.get(), headers, timeoutMs, clock, redact, onAttempt, signal }
        if (signal.aborted) throw abortedBeforeStart(signal)
        return await by.run(() => work(call))
      } catch (error) {
        throw sealError(error, redact)
      }
    })
  return {
    breaker: { state: breaker.state },
    documentBreaker: { state: documentBreaker.state },
    fetchModels: (outer) => guarded(outer, breaker, (call) => fetchList(call, url, maxBytes, random)),
    fetchDocument: (path, outer) =>
      guarded(outer, documentBreaker, (call) =>
        fetchOne(call, documentUrl(url, path), Math.min(maxBytes, DOCUMENT_BYTES), random),
      ),
    close: async () => {
      live.close()
      await (await pool.started()?.catch(() => null))?.destroy()
    },
  }
}

/** undici takes longer to load than a start may take, and is not needed for its first answer. */
async function openPool(origin: string, timeoutMs: number): Promise<Pool> {
  const { Pool } = await import('undici')
  return new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: timeoutMs },
    // One deadline covers these two: undici's own start anew with each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
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
    const message = `the call to upstream was aborted after ${clock.now() - startedAt} ms, while it waited to try again`
    throw new UpstreamError('aborted', message, { cause: error })
  }
}

/** Gives each call a signal that its caller's signal aborts, and `close` as well. */
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
