// The catalogues of others that are mirrored, and when they are fetched.
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import type { Database } from '../postgres/database.js'
import type { UpstreamProxy } from '../upstream/proxy.js'
import { ADAPTERS, MIRROR_SOURCES, type MirrorSource } from './adapters.js'
import type { MirrorLimits } from './check-document.js'
import { createDocumentFetcher } from './fetch-document.js'
import { createMirrorFiles } from './mirror-files.js'
import { reportTrouble } from './mirror-trouble.js'
import { createMirror, type Mirror } from './mirror.js'
import type { MirrorsConfig } from './variables.js'

export interface Mirrors {
  /** null: it is not mirrored. */
  get(source: MirrorSource): Mirror | null
  all(): readonly Mirror[]
  /** Keeps them current until `signal` is aborted. Resolves then. */
  run(signal: AbortSignal): Promise<void>
}

export interface MirrorsParts {
  db: Database
  clock: Clock
  events: Events
  dataDir: string
  limits: MirrorLimits
  /** Of the decompressed document. */
  maxBytes: number
  intervalMs: number
  proxy?: UpstreamProxy
}

/** After a failure, but never later than the next interval. */
const retryMs = 60_000
/** Timers are not exact: a replica must not find that its own last fetch was a moment too recent. */
const gapShare = 0.9

export function createMirrors(config: MirrorsConfig, parts: MirrorsParts): Mirrors {
  const { db, clock, events, dataDir, limits, maxBytes, intervalMs, proxy } = parts
  const files = createMirrorFiles(dataDir)
  const mirrors = MIRROR_SOURCES.flatMap((source) => {
    const url = config.urls[source]
    if (url === undefined) return []
    const fetcher = createDocumentFetcher({ url, maxBytes, ...(proxy && { proxy }) })
    const { minEntries } = ADAPTERS[source]
    const gapMs = intervalMs * gapShare
    const mirror = createMirror(source, { db, fetcher, files, clock, events, limits, minEntries, gapMs })
    return [{ mirror: announced(mirror, events), fetcher }]
  })

  db.onChange(({ state }) => {
    if (state !== 'connected') return
    for (const { mirror } of mirrors)
      mirror.reconcile().catch((error: unknown) => reportTrouble(events, 'mirror_not_loaded', mirror.source, error))
  })

  async function keepCurrent(mirror: Mirror, signal: AbortSignal): Promise<never> {
    await mirror.loadFile()
    for (;;) {
      let waitMs = intervalMs
      try {
        await mirror.sync(signal)
      } catch (error) {
        signal.throwIfAborted()
        reportTrouble(events, 'mirror_not_synced', mirror.source, error)
        waitMs = Math.min(retryMs, intervalMs)
      }
      await clock.sleep(waitMs, signal)
    }
  }

  return {
    get: (source) => mirrors.find(({ mirror }) => mirror.source === source)?.mirror ?? null,
    all: () => mirrors.map(({ mirror }) => mirror),
    run: async (signal) => {
      await Promise.allSettled(mirrors.map(({ mirror }) => keepCurrent(mirror, signal)))
      await Promise.all(mirrors.map(({ fetcher }) => fetcher.close()))
    },
  }
}

/** Emits an event when another document is served after a call, also after one that failed. */
function announced(mirror: Mirror, events: Events): Mirror {
  async function announcing<T>(call: () => Promise<T>): Promise<T> {
    const before = mirror.served()?.catalogue.document
    try {
      return await call()
    } finally {
      if (mirror.served()?.catalogue.document !== before) events.emit('mirror', { source: mirror.source })
    }
  }
  return {
    ...mirror,
    loadFile: () => announcing(() => mirror.loadFile()),
    reconcile: () => announcing(() => mirror.reconcile()),
    sync: (signal) => announcing(() => mirror.sync(signal)),
    approve: (bytes, observedAt) => announcing(() => mirror.approve(bytes, observedAt)),
  }
}
