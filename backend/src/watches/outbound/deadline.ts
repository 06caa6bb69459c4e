import type { Clock } from '../../lib/clock.js'
import { OutboundError } from './outbound-error.js'

/** How long an attempt may take in all. */
export const attemptMs = 10_000

/** Aborts the signal of `work` after ten seconds. @throws OutboundError then, and what `work` throws before */
export async function withinDeadline<T>(clock: Clock, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = new AbortController()
  const timer = new AbortController()
  const tooLate = new OutboundError(`no response within ${attemptMs / 1_000} s`)
  clock.sleep(attemptMs, timer.signal).then(
    () => deadline.abort(tooLate),
    () => {},
  )
  try {
    return await work(deadline.signal)
  } catch (error) {
    throw deadline.signal.aborted ? tooLate : error
  } finally {
    timer.abort(new Error('no longer awaited'))
  }
}
