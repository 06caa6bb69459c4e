import type { Clock } from '../../src/lib/clock.js'

/** The system clock, accelerated by the factor `speed`. It can also be set forward and back. */
export interface FastClock extends Clock {
  /** Moves the clock. Sleeps that are due end. */
  jump(ms: number): void
  /** The same clock for one simulated process, whose sleeps never end after `end`. */
  forOneProcess(): Clock & { end(): void }
}

export function createFastClock(start: number, speed: number): FastClock {
  const began = performance.now()
  let offset = 0
  const now = (): number => Math.floor(start + offset + (performance.now() - began) * speed)
  const sleepers = new Set<() => void>()
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const due = now() + ms
      let timer: NodeJS.Timeout | undefined
      const stopSleeping = (): void => {
        clearTimeout(timer)
        sleepers.delete(wakeIfDue)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => {
        stopSleeping()
        reject(signal?.reason as Error)
      }
      const wakeIfDue = (): void => {
        clearTimeout(timer)
        const left = due - now()
        if (left > 0) {
          timer = setTimeout(wakeIfDue, Math.min(left / speed, 60_000)).unref()
          return
        }
        stopSleeping()
        resolve()
      }
      sleepers.add(wakeIfDue)
      signal?.addEventListener('abort', onAbort, { once: true })
      wakeIfDue()
    })
  return {
    now,
    sleep,
    jump: (ms) => {
      offset += ms
      for (const wakeIfDue of sleepers) wakeIfDue()
    },
    forOneProcess: () => {
      let ended = false
      return {
        now,
        sleep: async (ms, signal) => {
          await sleep(ms, signal)
          if (ended) await new Promise<never>(() => {})
        },
        end: () => {
          ended = true
        },
      }
    },
  }
}
