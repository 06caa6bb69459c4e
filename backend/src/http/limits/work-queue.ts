/**
 * Handles one request that needs work in each tick, so that cached responses are served in between. The others wait here.
 *
 * Addresses share the time fairly: next is the oldest request of the address whose requests have used the least time (start-time fair
 * queueing; Goyal, Vin and Cheng, SIGCOMM 1996). An address that was silent starts level with the others; it cannot save up time.
 *
 * A request that has waited too long is shed. When too many wait, the address with the most waiting requests loses its oldest one.
 */
export interface WorkQueue {
  add(address: string, work: Work): void
}

export interface Work {
  /** Handles the request. Must not throw. */
  handle(): void
  /** Refuses the request, at a small fraction of the cost of handling it. */
  shed(): void
  /** Whether the client has disconnected: the request is then dropped. */
  isGone(): boolean
}

export interface EventLoop {
  /** Milliseconds, monotonic. */
  now(): number
  /** Calls `work` in the next tick, and `after` when all is done that `work` did not leave for a later tick. */
  nextTick(work: () => void, after: () => void): void
}

export interface WorkQueueOptions {
  /** Requests of all addresses together. */
  maxWaiting?: number
  maxWaitMs?: number
}

/** Work that waits, and since when. */
interface Waiting {
  work: Work
  address: Address
  since: number
}

/** An address with waiting requests, or with more than its share of the time. */
interface Address {
  /** The time that its requests have used, in milliseconds; moved up to that of the others when it was silent. */
  usedMs: number
  waiting: Set<Waiting> // oldest first
}

/** With more addresses than this, those without waiting requests are forgotten, and start level again. */
const maxAddresses = 2_000

export function createWorkQueue(
  { maxWaiting = 1_000, maxWaitMs = 1_000 }: WorkQueueOptions = {},
  loop: EventLoop = thisEventLoop,
): WorkQueue {
  const addresses = new Map<string, Address>()
  const waiting = new Set<Waiting>() // oldest first
  let levelMs = 0 // the used time of the address that was served last
  let isBusy = false // a request has been handled in this tick, or some are waiting

  function addressOf(name: string): Address {
    const known = addresses.get(name)
    if (known !== undefined) return known
    if (addresses.size >= maxAddresses)
      for (const [other, { waiting: requests }] of addresses) if (requests.size === 0) addresses.delete(other)
    const added = { usedMs: levelMs, waiting: new Set<Waiting>() }
    addresses.set(name, added)
    return added
  }

  function remove(request: Waiting): Work {
    waiting.delete(request)
    request.address.waiting.delete(request)
    return request.work
  }

  function shed(request: Waiting): void {
    const work = remove(request)
    if (!work.isGone()) work.shed()
  }

  function shedExpired(now: number): void {
    for (const request of waiting) {
      if (now - request.since < maxWaitMs) return
      shed(request)
    }
  }

  /** The oldest request of the address that `isBefore` puts first. */
  function oldestOf(isBefore: (one: Address, other: Address) => boolean): Waiting | undefined {
    let first: Address | undefined
    for (const address of addresses.values())
      if (address.waiting.size > 0 && (first === undefined || isBefore(address, first))) first = address
    return first?.waiting.values().next().value
  }

  function scheduleTick(): void {
    isBusy = true
    let current: Waiting | undefined
    let startedAt = 0
    loop.nextTick(
      () => {
        startedAt = loop.now()
        shedExpired(startedAt)
        current = oldestOf((one, other) => one.usedMs < other.usedMs)
        if (current === undefined) return
        levelMs = current.address.usedMs
        const work = remove(current)
        if (!work.isGone()) work.handle()
      },
      () => {
        if (current !== undefined) current.address.usedMs += loop.now() - startedAt
        if (waiting.size > 0) return scheduleTick()
        isBusy = false
        addresses.clear() // nobody waits: there is nothing to share
      },
    )
  }

  function handleAtOnce(address: Address, work: Work): void {
    scheduleTick()
    const startedAt = loop.now()
    work.handle()
    address.usedMs += loop.now() - startedAt
  }

  return {
    add: (name, work) => {
      const address = addressOf(name)
      if (!isBusy) return handleAtOnce(address, work)
      if (address.waiting.size === 0) address.usedMs = Math.max(address.usedMs, levelMs)
      const request = { work, address, since: loop.now() }
      waiting.add(request)
      address.waiting.add(request)
      if (waiting.size > maxWaiting) shed(oldestOf((one, other) => one.waiting.size > other.waiting.size)!)
    },
  }
}

/** Node runs the microtasks of one immediate before the next immediate. */
const thisEventLoop: EventLoop = {
  now: () => performance.now(),
  nextTick: (work, after) => {
    setImmediate(work)
    setImmediate(after)
  },
}
