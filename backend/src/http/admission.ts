/**
 * How much is taken on in one turn of the event loop.
 *
 * What was read in one turn is worked off in that turn, one after the other, and what comes meanwhile waits for the next: a request
 * waits for as long as a turn takes. So a turn takes on work for a bounded time only, and the rest of what it has read is refused
 * at once. Two bounds, as in the "controlled delay" of B. Maurer, Fail at Scale (ACM Queue 13/8, 2015): a burst after a rest is worked
 * off generously; where there has been no rest for a while, requests come faster than they can be answered, and only a short turn
 * keeps those that are answered fast. The loop rests when it has nothing to do but to wait.
 *
 * Work is counted in time of the processor: on a machine that others keep busy a turn may take long without much having been asked.
 */
export interface Admission {
  /** Whether there is time left in this turn. The first who asks in a turn is always admitted, so that something gets done whatever it takes. */
  admits(): boolean
}

export interface EventLoop {
  /** Milliseconds of a clock that only goes forward. */
  now(): number
  /** Milliseconds that the program has worked, ever. */
  workedMs(): number
  /** Milliseconds that the event loop has waited for something to do, ever. */
  idleMs(): number
  /** Calls back when all that was read in this turn has been handled. */
  afterTurn(then: () => void): void
}

/** Without a rest for so long the turns are short. */
const patienceMs = 1_000
const generousTurnMs = 250
const shortTurnMs = 25
/** A shorter wait is none: the system was asked, and had more. */
const shortestRestMs = 0.5

export function createAdmission(loop: EventLoop): Admission {
  let [restedAt, idleAtLast] = [-Infinity, -Infinity]
  let endsAt: number | null = null // how much will have been worked at the end of this turn; null: nobody has asked in it yet

  function begin(): number {
    const [now, idle] = [loop.now(), loop.idleMs()]
    if (idle - idleAtLast >= shortestRestMs) restedAt = now
    idleAtLast = idle
    loop.afterTurn(() => {
      endsAt = null
    })
    return loop.workedMs() + (now - restedAt < patienceMs ? generousTurnMs : shortTurnMs)
  }

  return {
    admits: () => {
      if (endsAt !== null) return loop.workedMs() < endsAt
      endsAt = begin()
      return true
    },
  }
}

/** The event loop that this runs in. Where the processor's time is not known the clock's has to do. */
export function thisEventLoop(workedMs = (): number => performance.now()): EventLoop {
  return {
    now: () => performance.now(),
    workedMs,
    idleMs: () => performance.eventLoopUtilization().idle,
    afterTurn: (then) => void setImmediate(then),
  }
}
