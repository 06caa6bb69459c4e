/**
 * Decides how much work one tick of the event loop takes on.
 *
 * Requests read in one tick are handled in that tick, one after another, and later ones wait for the next: a request waits as long as
 * a tick takes. So a tick admits work for a bounded time, 20 ms of CPU, plus up to 30 ms of unused budget from idle time before it, so that a
 * burst after a pause is handled as a whole. The rest is shed at once. When two ticks in a row had to shed, it is a flood: ticks get
 * 2 ms for the next 10 s, which keeps the wait of admitted requests short. (Compare "controlled delay" in B. Maurer, Fail at Scale, ACM
 * Queue 13/8, 2015; here what is shed marks an overload, not how long a queue was not empty.)
 *
 * Work is measured in CPU time: on a machine shared with others a tick may take long without much work.
 */
export interface Admission {
  /** Whether this tick has time left. The first request of a tick is always admitted, so that there is progress. */
  admits(): boolean
}

export interface EventLoop {
  /** Milliseconds of CPU time used so far; of the event loop's thread alone where Node reports it. */
  workedMs(): number
  /** Milliseconds that the event loop has been idle so far. */
  idleMs(): number
  /** Calls back when everything read in this tick has been handled. */
  afterTick(callback: () => void): void
}

const tickMs = 20
const floodTickMs = 2
const floodMs = 10_000
const mostUnusedMs = 30

export function createAdmission(loop: EventLoop): Admission {
  let unused = mostUnusedMs // budget earned by idling, spent by ticks that take longer than their own
  let idleSeen = loop.idleMs()
  let startedAt: number | null = null // CPU time at the start of the tick; null: no request in this tick yet
  let spent = 0
  let bound = tickMs
  let [shed, shedBefore] = [false, false] // in this tick, and in the one before
  let floodUntil = -Infinity

  function beginTick(): void {
    const idle = loop.idleMs()
    unused = Math.min(mostUnusedMs, unused + idle - idleSeen)
    idleSeen = idle
    startedAt = loop.workedMs()
    spent = 0
    const time = startedAt + idle
    bound = time < floodUntil ? floodTickMs : tickMs
    loop.afterTick(() => {
      unused = Math.max(0, unused - Math.max(0, spent - bound))
      if (shed && shedBefore && time >= floodUntil) floodUntil = time + floodMs
      shedBefore = shed
      shed = false
      startedAt = null
    })
  }

  return {
    admits: () => {
      if (startedAt === null) {
        beginTick()
        return true
      }
      if (spent < bound + unused) spent = loop.workedMs() - startedAt
      if (spent < bound + unused) return true
      shed = true
      return false
    },
  }
}

/** Reading the CPU time costs as much as half a response, so it is read at most once a millisecond. */
const sampleEveryMs = 1

/** `workedMs`, sampled; elapsed time counts as work in between. `now` in milliseconds, monotonic. */
export function sampled(workedMs: () => number, now: () => number): () => number {
  let [sampledAt, worked] = [-Infinity, 0]
  return () => {
    const since = now() - sampledAt
    if (since < sampleEveryMs) return worked + since
    worked = workedMs()
    sampledAt = now()
    return worked
  }
}

/** The event loop of this process. Without a CPU clock, elapsed time counts as work. */
export function thisEventLoop(workedMs?: () => number): EventLoop {
  const now = (): number => performance.now()
  return {
    workedMs: workedMs === undefined ? now : sampled(workedMs, now),
    idleMs: () => performance.eventLoopUtilization().idle,
    afterTick: (callback) => void setImmediate(callback),
  }
}
