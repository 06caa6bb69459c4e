import { setImmediate as yieldToEventLoop } from 'node:timers/promises'

export { yieldToEventLoop }

const sliceMs = 1

/** Maps items in time slices of about a millisecond, so that requests are served in between. */
export async function mapInSlices<T, R>(items: readonly T[], map: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = []
  let sliceStart = performance.now()
  for (const [index, item] of items.entries()) {
    if (performance.now() - sliceStart > sliceMs) {
      await yieldToEventLoop()
      sliceStart = performance.now()
    }
    results.push(map(item, index))
  }
  return results
}

/** Runs a generator to its end, one step in each tick. */
export async function runInSlices<R>(steps: Generator<undefined, R>): Promise<R> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    await yieldToEventLoop()
  }
}
