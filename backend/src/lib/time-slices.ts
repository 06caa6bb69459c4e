import { setImmediate as nextTick } from 'node:timers/promises'

const sliceMs = 1

/** Maps the items in time slices, so that requests are served in between. */
export async function mapInSlices<T, R>(items: readonly T[], map: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = []
  let startedAt = performance.now()
  for (const [index, item] of items.entries()) {
    if (performance.now() - startedAt > sliceMs) {
      await nextTick()
      startedAt = performance.now()
    }
    results.push(map(item, index))
  }
  return results
}

/** Runs a generator to its end, one step a tick. @returns what the generator returns */
export async function runInSlices<R>(steps: Generator<undefined, R>): Promise<R> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    await nextTick()
  }
}
