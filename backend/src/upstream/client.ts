import { Pool } from 'undici'
import type { Clock } from '../clock.js'
import { abortedBeforeStart, attemptPage, type Call, type UpstreamAttempt } from './attempt.js'
import { createBreaker, type Breaker } from './breaker.js'
import { sealError } from './failure.js'
import { fetchPages } from './pages.js'
import { createRedactor } from './redact.js'
import { createRetryRunner } from './retry.js'
import { createTarget } from './target.js'
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
  readonly breaker: Pick<Breaker, 'state'>
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
/** One for the call under way, one for a call that begins while the other's connection is still dying. */
const CONNECTIONS = 2

/** Throws TypeError where `baseUrl` is no http(s) URL, or where no header can hold the key. */
export function createUpstream(options: UpstreamOptions): Upstream {
  const { clock, maxBytes, timeoutMs = TIMEOUT_MS, random = Math.random, onAttempt = () => undefined } = options
  const { url, headers, secrets } = createTarget(options.baseUrl, options.apiKey)
  const redact = createRedactor(secrets)
  const pool = createPool(url.origin, timeoutMs)
  const breaker = createBreaker(clock)
  const live = createLiveCalls()
  return {
    breaker: { state: breaker.state },
    fetchModels: (outer) =>
      live.run(outer, async (signal) => {
        const call: Call = { pool, headers, timeoutMs, clock, redact, onAttempt, signal }
        try {
          if (signal.aborted) throw abortedBeforeStart(signal)
          return await breaker.run(() => fetchList(call, url, maxBytes, random))
        } catch (error) {
          throw sealError(error, redact)
        }
      }),
    close: async () => {
      live.close()
      await pool.destroy()
    },
  }
}

function createPool(origin: string, timeoutMs: number): Pool {
  return new Pool(origin, {
    connections: CONNECTIONS,
    connect: { timeout: timeoutMs },
    // One deadline covers these two: undici's own start anew with each byte.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

async function fetchList(call: Call, first: URL, maxBytes: number, random: () => number): Promise<UpstreamPayload> {
  const { clock, signal } = call
  const startedAt = clock.now()
  const retrying = createRetryRunner({ clock, random, signal })
  try {
    const list = await fetchPages(first, maxBytes, (url, budget) => retrying((attempt) => attemptPage(call, url, budget, attempt)))
    return { ...list, durationMs: clock.now() - startedAt }
  } catch (error) {
    if (!signal.aborted || error instanceof UpstreamError) throw error
    const message = `the call to upstream was aborted after ${clock.now() - startedAt} ms, while it waited to try again`
    throw new UpstreamError('aborted', message, { cause: error })
  }
}

/** Gives each call a signal that its caller's signal aborts, and `close` as well. */
function createLiveCalls(): { run: <T>(outer: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>) => Promise<T>; close: () => void } {
  const live = new Set<AbortController>()
  let closed = false
  const abortClosed = (controller: AbortController): void => controller.abort(new Error('the upstream client was closed'))
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
