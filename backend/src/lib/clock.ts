/** The program's only source of time and timers, so that tests can replace it. Times are Unix milliseconds. */
export interface Clock {
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason if `signal` aborts first. Does not keep the process alive. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Sets a clock that is wrong by a clock that all replicas share. `sharedNow` in Unix milliseconds. Returns how far it was ahead, in milliseconds. */
  follow?(sharedNow: number): number
  /** A time that this machine's own clock gave, by the clock that it follows. */
  corrected?(ownTime: number): number
}

/**
 * A clock that follows a shared one when it is wrong by more than `toleratedMs`, as on a replica whose own clock is set wrong. Smaller
 * differences are left alone: they come from the time that a response takes.
 */
export function createFollowingClock(own: Clock, toleratedMs: number): Clock {
  let aheadMs = 0
  return {
    now: () => own.now() - aheadMs,
    sleep: (ms, signal) => own.sleep(ms, signal),
    follow: (sharedNow) => {
      const skewMs = own.now() - sharedNow
      aheadMs = Math.abs(skewMs) > toleratedMs ? skewMs : 0
      return skewMs
    },
    corrected: (ownTime) => ownTime - aheadMs,
  }
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(asError(signal.reason))
      const onAbort = (): void => {
        clearTimeout(timer)
        reject(asError(signal?.reason))
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, ms)
      timer.unref()
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}
