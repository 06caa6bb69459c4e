/** Lets so many works run at a time; the others wait for their turn, in the order in which they came. null: too many wait already. */
export type Turns = <T>(work: () => Promise<T>) => Promise<T> | null

export function createTurns(atOnce: number, mostWaiting: number): Turns {
  const waiting: (() => void)[] = []
  let running = 0

  async function inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (running < atOnce) running++
    else await new Promise<void>((admit) => waiting.push(admit)) // whoever admits hands its place over
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running--
      else next()
    }
  }

  return (work) => (running < atOnce || waiting.length < mostWaiting ? inTurn(work) : null)
}
