/**
 * How much is taken on in one turn of the event loop.
 *
 * What was read in one turn is worked off in that turn, one after the other, and what comes meanwhile waits for the next: a request
 * waits for as long as a turn takes. So a turn takes on work for a bounded time only, and the rest of what it has read is refused
 * at once. Two bounds, as in the "controlled delay" of B. Maurer, Fail at Scale (ACM Queue 13/8, 2015): a burst after a rest is worked
 * off generously; where the loop has hardly rested for a while, requests come faster than they can be answered, and only a short turn
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

/** Over so long at least, and twice that at most, it is looked at how much the loop has rested. */
const patienceMs = 1_000
/** Of that time. Even in a flood the loop waits a little now and then, while all clients read their answers. */
const enoughRest = 0.2
const generousTurnMs = 250
const shortTurnMs = 25

export function createAdmission(loop: EventLoop): Admission {
  let [before, lately] = [look(), look()]
  let endsAt: number | null = null // how much will have been worked at the end of this turn; null: nobody has asked in it yet

  function look(): { at: number; idle: number } {
    return { at: loop.now(), idle: loop.idleMs() }
  }

  function begin(): number {
    const now = look()
    if (now.at - lately.at >= patienceMs) [before, lately] = [lately, now]
    const ms = now.at - before.at
    const rested = ms < patienceMs || now.idle - before.idle >= enoughRest * ms
    loop.afterTurn(() => {
      endsAt = null
    })
    return loop.workedMs() + (rested ? generousTurnMs : shortTurnMs)
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
