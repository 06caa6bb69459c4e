import { setImmediate as nextTurn } from 'node:timers/promises'

/** After so long others get their turn. */
const aTurnMs = 1

/** What `map` makes of each, in turns of a few milliseconds, between which requests are answered. */
export async function mapInTurns<T, R>(items: readonly T[], map: (item: T, index: number) => R): Promise<R[]> {
  const made: R[] = []
  let since = performance.now()
  for (const [index, item] of items.entries()) {
    if (performance.now() - since > aTurnMs) {
      await nextTurn()
      since = performance.now()
    }
    made.push(map(item, index))
  }
  return made
}

/** Takes steps to their end, each in a turn of its own. */
export async function takeSteps<R>(steps: Generator<undefined, R>): Promise<R> {
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    await nextTurn()
  }
}
