/**
 * How much is taken on in one turn of the event loop.
 *
 * What was read in one turn is worked off in that turn, one after the other, and what comes meanwhile waits for the next: a request
 * waits for as long as a turn takes. So a turn takes on work for a bounded time only, and the rest of what it has read is refused
 * at once. The bound is one that a few clients do not reach who ask without a pause, each for the next when it has its answer; and beside it whatever
 * the loop has rested before, up to a limit, so that a burst after a rest is worked off whole. Where two turns running had to refuse, it
 * is a flood: turns are short for a while then, and with them the wait of those that are answered. That is the "controlled delay" of
 * B. Maurer, Fail at Scale (ACM Queue 13/8, 2015), told by what is refused and not by how long a queue was not empty.
 *
 * Work is counted in time of the processor: on a machine that others keep busy a turn may take long without much having been asked.
 */
export interface Admission {
  /** Whether there is time left in this turn. The first who asks in a turn is always admitted, so that something gets done whatever it takes. */
  admits(): boolean
}

export interface EventLoop {
  /** Milliseconds that the program has worked, ever; the loop alone, where that is known. */
  workedMs(): number
  /** Milliseconds that the event loop has waited for something to do, ever. */
  idleMs(): number
  /** Calls back when all that was read in this turn has been handled. */
  afterTurn(then: () => void): void
}

/** Work that any turn takes on, and in a flood. Refusals take as long again. */
const turnMs = 20
const floodTurnMs = 2
/** For so long a flood is taken to last; then one longer turn tries whether it is over, too seldom for the slowest of a hundred answers. */
const floodMs = 10_000
/** Work that a turn takes on beyond that at most, after a rest as long. */
const mostRestMs = 30

export function createAdmission(loop: EventLoop): Admission {
  let rest = mostRestMs // in stock: earned by waiting, spent by what a turn takes on beyond its own time
  let idleSeen = loop.idleMs()
  let startedAt: number | null = null // how much had been worked then; null: nobody has asked in this turn yet
  let spent = 0 // in this turn, until somebody asked last: what the program does beside is not counted
  let bound = turnMs
  let [refused, refusedBefore] = [false, false] // in this turn, and in the one before
  let floodUntil = -Infinity

  function begin(): void {
    const idle = loop.idleMs()
    rest = Math.min(mostRestMs, rest + idle - idleSeen)
    idleSeen = idle
    startedAt = loop.workedMs()
    spent = 0
    const time = startedAt + idle
    bound = time < floodUntil ? floodTurnMs : turnMs
    loop.afterTurn(() => {
      rest = Math.max(0, rest - Math.max(0, spent - bound))
      if (refused && refusedBefore && time >= floodUntil) floodUntil = time + floodMs
      refusedBefore = refused
      refused = false
      startedAt = null
    })
  }

  return {
    admits: () => {
      if (startedAt === null) {
        begin()
        return true
      }
      if (spent < bound + rest) spent = loop.workedMs() - startedAt
      if (spent >= bound + rest) refused = true
      return spent < bound + rest
    },
  }
}

/** To ask for the processor's time takes as long as half an answer: in between, time that passes counts as worked. */
const askedEveryMs = 1

/** `workedMs`, asked seldom: never less than it says, and at most a millisecond more. `now` in milliseconds of a clock that only goes forward. */
export function askedSeldom(workedMs: () => number, now: () => number): () => number {
  let [askedAt, worked] = [-Infinity, 0]
  return () => {
    const since = now() - askedAt
    if (since < askedEveryMs) return worked + since
    worked = workedMs()
    askedAt = now()
    return worked
  }
}

/** The event loop that this runs in. Where the processor's time is not known the clock's has to do. */
export function thisEventLoop(workedMs?: () => number): EventLoop {
  const now = (): number => performance.now()
  return {
    workedMs: workedMs === undefined ? now : askedSeldom(workedMs, now),
    idleMs: () => performance.eventLoopUtilization().idle,
    afterTurn: (then) => void setImmediate(then),
  }
}
