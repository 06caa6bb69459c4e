import type { Clock } from '../lib/clock.js'
import { DatabaseUnavailable } from './database-error.js'

export interface GateOptions {
  /** How many may be within at the same time. */
  atOnce: number
  /** How many may wait for their turn, and for how long. */
  waiting: number
  withinMs: number
  clock: Clock
}

/**
 * Lets in so many at a time, in the order in which they came. Who comes may be less patient than most.
 * @throws DatabaseUnavailable for who would have to wait too long
 */
export type Gate = <T>(work: () => Promise<T>, patienceMs?: number) => Promise<T>

export function createGate({ atOnce, waiting, withinMs, clock }: GateOptions): Gate {
  let within = 0
  const queue = new Set<() => void>()

  async function enter(patienceMs: number): Promise<void> {
    if (within < atOnce) return void within++
    if (queue.size >= waiting) throw new DatabaseUnavailable('too many questions wait for it already')
    const left = new AbortController()
    let letIn = (): void => {}
    const turn = new Promise<true>((resolve) => {
      letIn = () => resolve(true)
    })
    queue.add(letIn)
    const tooLong = clock.sleep(patienceMs, left.signal).then(
      () => !queue.delete(letIn),
      () => true,
    )
    const admitted = await Promise.race([turn, tooLong])
    left.abort(new Error('no longer waited for'))
    if (!admitted) throw new DatabaseUnavailable('it answers too slowly for all who ask')
  }

  /** Its place goes to the next, if there is one. */
  function leave(): void {
    const [next] = queue
    if (next === undefined) return void within--
    queue.delete(next)
    next()
  }

  return async (work, patienceMs = withinMs) => {
    await enter(Math.min(patienceMs, withinMs))
    try {
      return await work()
    } finally {
      leave()
    }
  }
}
