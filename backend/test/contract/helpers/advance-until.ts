import { setImmediate } from 'node:timers/promises'
import type { FakeClock } from '../../helpers/fake-clock.js'

/** Advances the clock by 250 ms at a time until the promise has settled. */
export async function advanceUntilSettled<T>(clock: FakeClock, promise: Promise<T>): Promise<T> {
  const state = { settled: false }
  const settled = promise.finally(() => {
    state.settled = true
  })
  while (!state.settled) {
    await clock.advance(250)
    await setImmediate()
  }
  return settled
}
