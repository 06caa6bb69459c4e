import type { Clock } from '../../src/lib/clock.js'

interface Sleeper {
  due: number
  wake: () => void
}

/** A clock that the test moves. `advance` wakes sleepers in order of their due time, and lets each one run before the next. */
export interface FakeClock extends Clock {
  advance(ms: number): Promise<void>
  set(now: number): void
  /** The number of pending sleeps, which tells a test that the code under test is idle. */
  pending(): number
  /** When the pending sleeps are due, Unix milliseconds. */
  dues(): number[]
}

export function createFakeClock(start: number | string = '2026-01-01T00:00:00Z'): FakeClock {
  let now = typeof start === 'number' ? start : Date.parse(start)
  const sleepers = new Set<Sleeper>()
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    set: (value) => {
      now = value
    },
    pending: () => sleepers.size,
    dues: () => [...sleepers].map(({ due }) => due),
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const onAbort = (): void => {
          if (sleepers.delete(sleeper)) reject(signal?.reason as Error)
        }
        const wake = (): void => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        }
        const sleeper: Sleeper = { due: now + ms, wake }
        sleepers.add(sleeper)
        signal?.addEventListener('abort', onAbort)
      }),
    advance: async (ms) => {
      const end = now + ms
      await settle()
      for (;;) {
        const next = [...sleepers].filter((s) => s.due <= end).toSorted((a, b) => a.due - b.due)[0]
        if (!next) break
        sleepers.delete(next)
        now = Math.max(now, next.due)
        next.wake()
        await settle()
      }
      now = end
      await settle()
    },
  }
}
