import type { Clock } from '../../src/lib/clock.js'

/** The system's clock, `speed` times as fast, which can also be set forward and back. */
export interface HurriedClock extends Clock {
  /** Sleeps that are due by then end. */
  jump(ms: number): void
  /** The same time, for one life of a program: its sleeps never end once it is over. */
  forOneLife(): Clock & { end(): void }
}

export function createHurriedClock(start: number, speed: number): HurriedClock {
  const began = performance.now()
  let offset = 0
  const now = (): number => Math.floor(start + offset + (performance.now() - began) * speed)
  const sleepers = new Set<() => void>()
  const sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error)
      const due = now() + ms
      let timer: NodeJS.Timeout | undefined
      const leave = (): void => {
        clearTimeout(timer)
        sleepers.delete(look)
        signal?.removeEventListener('abort', onAbort)
      }
      const onAbort = (): void => {
        leave()
        reject(signal?.reason as Error)
      }
      const look = (): void => {
        clearTimeout(timer)
        const left = due - now()
        if (left > 0) {
          timer = setTimeout(look, Math.min(left / speed, 60_000)).unref()
          return
        }
        leave()
        resolve()
      }
      sleepers.add(look)
      signal?.addEventListener('abort', onAbort, { once: true })
      look()
    })
  return {
    now,
    sleep,
    jump: (ms) => {
      offset += ms
      for (const look of sleepers) look()
    },
    forOneLife: () => {
      let over = false
      return {
        now,
        sleep: async (ms, signal) => {
          await sleep(ms, signal)
          if (over) await new Promise<never>(() => {})
        },
        end: () => {
          over = true
        },
      }
    },
  }
}
