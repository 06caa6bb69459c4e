import type { Clock } from '../../../src/lib/clock.js'

/** A clock for a simulated day. Sleeps that are due at the same time end together, and their effects are complete before time moves on. */
export interface DayClock extends Clock {
  runUntil(end: number): Promise<void>
}

interface Sleeper {
  wake: () => void
}

export function createDayClock(start: number): DayClock {
  let now = start
  const due = new Map<number, Set<Sleeper>>()
  const moments: number[] = [] // a binary heap
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error)
        const at = now + Math.max(0, ms)
        const sleeper: Sleeper = {
          wake: () => {
            signal?.removeEventListener('abort', onAbort)
            resolve()
          },
        }
        const onAbort = (): void => {
          if (due.get(at)?.delete(sleeper)) reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        const others = due.get(at)
        if (others) others.add(sleeper)
        else {
          due.set(at, new Set([sleeper]))
          push(moments, at)
        }
      }),
    runUntil: async (end) => {
      await settled()
      while (moments.length > 0 && moments[0]! <= end) {
        const at = pop(moments)
        now = Math.max(now, at)
        const sleepers = due.get(at)
        due.delete(at)
        for (const { wake } of sleepers ?? []) wake()
        await settled()
      }
      now = end
    },
  }
}

function push(heap: number[], value: number): void {
  let place = heap.push(value) - 1
  while (place > 0) {
    const parent = (place - 1) >> 1
    if (heap[parent]! <= value) break
    heap[place] = heap[parent]!
    place = parent
  }
  heap[place] = value
}

function pop(heap: number[]): number {
  const first = heap[0]!
  const last = heap.pop()!
  if (heap.length === 0) return first
  let place = 0
  for (;;) {
    let child = 2 * place + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child += 1
    if (heap[child]! >= last) break
    heap[place] = heap[child]!
    place = child
  }
  heap[place] = last
  return first
}
