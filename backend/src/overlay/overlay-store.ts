/**
 * The overlay of a running program. It is read at the start, and again on SIGHUP. A file that cannot be used then changes nothing: the
 * last good overlay stays, and the error is logged and shown in `/health/models`.
 */
import { basename } from 'node:path'
import type { Clock } from '../lib/clock.js'
import type { Events } from '../observe/events.js'
import { OverlayFileError, readOverlayFile, type LoadedOverlay } from './overlay-file.js'

export interface OverlayStore {
  current(): LoadedOverlay
  status(): OverlayStatus
  /** Reads the file again. Concurrent calls are done one after the other. Never rejects. */
  reload(): Promise<void>
  /** Called when other entries apply: `reloaded`, or because a `from` or `to` has passed. */
  onChange(listener: (reloaded: boolean) => void): void
  /** Notices passing `from` and `to` until `signal` is aborted. */
  run(signal: AbortSignal): Promise<void>
}

/** Times are Unix milliseconds. */
export interface OverlayStatus {
  /** Without its folder. */
  file: string
  loadedAt: number
  /** Why the file could not be used when it was last read; null: it could. */
  error: string | null
}

export interface OverlayStoreParts {
  clock: Clock
  events: Events
}

/** The clock may jump, as after a machine was suspended. */
const longestSleepMs = 60_000

/** @throws OverlayFileError */
export async function createOverlayStore(path: string, { clock, events }: OverlayStoreParts): Promise<OverlayStore> {
  const listeners: ((reloaded: boolean) => void)[] = []
  const first = await readOverlayFile(path)
  let text = first.text
  let loaded: LoadedOverlay = { overlay: first.overlay, changedAt: Math.min(first.writtenAt, clock.now()) }
  let status: OverlayStatus = { file: basename(path), loadedAt: clock.now(), error: null }
  /** The beginning of what was last announced to apply. */
  let appliesFrom = loaded.overlay.at(clock.now()).from
  let reloading = Promise.resolve()
  let rescheduled = new AbortController()
  const announce = (): void => void events.emit('overlay', { ...counts(loaded), error: null })
  announce()

  async function readAgain(): Promise<void> {
    try {
      const file = await readOverlayFile(path)
      status = { ...status, loadedAt: clock.now(), error: null }
      if (file.text !== text) {
        text = file.text
        loaded = { overlay: file.overlay, changedAt: clock.now() }
        notify(true)
        rescheduled.abort()
      }
      announce()
    } catch (error) {
      const problem = error instanceof OverlayFileError ? error.problems.join('; ') : String(error)
      status = { ...status, error: problem }
      events.emit('overlay', { ...counts(loaded), error: error instanceof Error ? error.message : String(error) })
    }
  }

  function notify(reloaded: boolean): void {
    appliesFrom = loaded.overlay.at(clock.now()).from
    for (const listener of listeners) listener(reloaded)
  }

  /**
   * Announces what applies now, and waits for the next `from` or `to`, or for a reload. A timer can end a little early, so only one
   * reading of the clock decides: a moment must not pass between two.
   */
  async function followUntilNext(signal: AbortSignal): Promise<void> {
    const now = clock.now()
    const { from, to } = loaded.overlay.at(now)
    if (from !== appliesFrom) notify(false)
    const ms = Math.min(longestSleepMs, to === null ? Infinity : to - now)
    rescheduled = new AbortController()
    const { signal: reloaded } = rescheduled
    await clock.sleep(ms, AbortSignal.any([signal, reloaded])).catch((error: unknown) => {
      if (!reloaded.aborted) throw error
    })
  }

  return {
    current: () => loaded,
    status: () => status,
    reload: () => (reloading = reloading.then(readAgain)),
    onChange: (listener) => void listeners.push(listener),
    run: async (signal) => {
      for (;;) await followUntilNext(signal)
    },
  }
}

function counts({ overlay: { models, prices } }: LoadedOverlay): { models: number; prices: number } {
  return { models: models.length, prices: prices.length }
}
