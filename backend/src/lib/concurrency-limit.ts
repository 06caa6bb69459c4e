import type { Clock } from './clock.js'

export interface ConcurrencyLimitOptions {
  maxActive: number
  maxWaiting: number
  maxWaitMs: number
  clock: Clock
  /** Makes the error for a task that is not run: too many are waiting, or it has waited too long. */
  refusal: (why: 'too many' | 'too slow') => Error
}

/**
 * Runs a limited number of tasks at a time, the others in the order of arrival. A task may set a shorter wait of its own.
 *
 * Rejects with what `refusal` returns if too many are waiting, or after waiting too long.
 */
export type ConcurrencyLimit = <T>(task: () => Promise<T>, maxWaitMs?: number) => Promise<T>

export function createConcurrencyLimit(options: ConcurrencyLimitOptions): ConcurrencyLimit {
  const { maxActive, maxWaiting, maxWaitMs, clock, refusal } = options
  let active = 0
  const queue = new Set<() => void>()

  async function acquire(waitMs: number): Promise<void> {
    if (active < maxActive) return void active++
    if (queue.size >= maxWaiting) throw refusal('too many')
    const timer = new AbortController()
    const { promise: admission, admit } = createAdmission()
    queue.add(admit)
    // Settles as true if this waiter was admitted at the same moment as its time ran out.
    const timeout = clock.sleep(waitMs, timer.signal).then(
      () => !queue.delete(admit),
      () => true,
    )
    const isAdmitted = await Promise.race([admission, timeout])
    timer.abort(new Error('the wait is over'))
    if (!isAdmitted) throw refusal('too slow')
  }

  /** Passes the slot to the next waiter, if there is one. */
  function release(): void {
    const [next] = queue
    if (next === undefined) return void active--
    queue.delete(next)
    next()
  }

  return async (task, waitMs = maxWaitMs) => {
    await acquire(Math.min(waitMs, maxWaitMs))
    try {
      return await task()
    } finally {
      release()
    }
  }
}

function createAdmission(): { promise: Promise<true>; admit: () => void } {
  let admit = (): void => {}
  const promise = new Promise<true>((resolve) => {
    admit = () => resolve(true)
  })
  return { promise, admit }
}
