import { describe, expect, it } from 'vitest'
import { createWorkQueue, type WorkQueueOptions } from '../../../../src/http/limits/work-queue.js'

/**
 * A queue on an event loop that the test turns by hand. Handling a request takes as many milliseconds as it is told. `isIdle`: no
 * request has been handled in the current tick, so that the next one is handled at once.
 */
function createQueue({ isIdle = false, ...options }: WorkQueueOptions & { isIdle?: boolean } = {}) {
  let now = 0
  let pending: [work: () => void, after: () => void] | null = null
  const log: string[] = []
  const queue = createWorkQueue(options, {
    now: () => now,
    nextTick: (work, after) => void (pending = [work, after]),
  })
  if (!isIdle) queue.add('first', { handle: () => {}, shed: () => {}, isGone: () => false })
  return {
    log,
    wait: (ms: number) => void (now += ms),
    add: (address: string, name: string, { takesMs = 10, isGone = false } = {}) =>
      queue.add(address, {
        handle: () => {
          now += takesMs
          log.push(name)
        },
        shed: () => void log.push(`${name} shed`),
        isGone: () => isGone,
      }),
    /** Runs that many ticks; by default, all there are. Returns what happened. */
    run: (ticks = Infinity) => {
      for (let nr = 0; nr < ticks && pending !== null; nr++) {
        const [work, after] = pending
        pending = null
        work()
        after()
      }
      return log.splice(0)
    },
    get isIdle() {
      return pending === null
    },
  }
}

it('handles the first request of a tick at once, and one in each tick after it, in the order of arrival', () => {
  const { add, run } = createQueue({ isIdle: true })
  for (const name of ['a', 'b', 'c']) add('x', name)
  expect(run(0)).toEqual(['a'])
  expect(run(1)).toEqual(['b'])
  expect(run()).toEqual(['c'])
})

it('takes no ticks when nobody waits', () => {
  const queue = createQueue({ isIdle: true })
  expect(queue.isIdle).toBe(true)
  queue.add('x', 'a')
  expect(queue.isIdle).toBe(false)
  queue.run()
  expect(queue.isIdle).toBe(true)
  queue.add('x', 'b')
  expect(queue.run()).toEqual(['b'])
})

it('drops the requests of clients that have disconnected', () => {
  const { add, run } = createQueue({ maxWaiting: 2 })
  add('x', 'a', { isGone: true })
  add('x', 'b', { isGone: true })
  add('x', 'c') // too many: the first is dropped, not shed
  expect(run()).toEqual(['c'])
})

describe('fairness between addresses', () => {
  it('serves a new address before the next request of one that has used time', () => {
    const { add, run } = createQueue()
    for (let nr = 0; nr < 100; nr++) add('heavy', 'heavy')
    run(5)
    add('light', 'light')
    expect(run(2)).toEqual(['light', 'heavy'])
  })

  it('shares time, not requests', () => {
    const { add, run } = createQueue()
    for (let nr = 0; nr < 100; nr++) add('slow', 'slow', { takesMs: 9 })
    for (let nr = 0; nr < 100; nr++) add('fast', 'fast', { takesMs: 1 })
    const served = run(50)
    expect(served.filter((name) => name === 'slow')).toHaveLength(5)
    expect(served.filter((name) => name === 'fast')).toHaveLength(45)
  })

  it('lets no address save up time while it is silent', () => {
    const { add, run } = createQueue()
    for (let nr = 0; nr < 100; nr++) add('a', 'a')
    add('b', 'b')
    run(50)
    for (let nr = 0; nr < 100; nr++) add('b', 'b')
    expect(run(10).filter((name) => name === 'b')).toHaveLength(5)
  })

  it('remembers nothing once all have been served', () => {
    const { add, run } = createQueue()
    for (let nr = 0; nr < 10; nr++) add('a', 'a')
    run()
    add('first', 'first')
    run(0)
    add('a', 'a')
    add('b', 'b')
    expect(run()).toEqual(['a', 'b'])
  })

  it('loses no waiting request when it forgets addresses, and serves a new one before a heavy one', () => {
    const { add, run } = createQueue({ maxWaiting: 10_000, maxWaitMs: Infinity })
    const served: string[] = []
    for (let nr = 0; nr < 3_000; nr++) {
      add('heavy', 'heavy')
      add(`light ${nr}`, `light ${nr}`)
      served.push(...run(1))
    }
    add('new', 'new')
    served.push(...run())
    expect(served).toHaveLength(6_001)
    expect(new Set(served).size).toBe(3_002)
    expect(served.indexOf('new')).toBeLessThan(3_010)
  })
})

describe('shedding', () => {
  it('sheds a request that has waited too long, whether or not its address comes next', () => {
    const { add, run } = createQueue({ maxWaitMs: 1_000 })
    add('x', 'first', { takesMs: 999 })
    add('x', 'second', { takesMs: 1 })
    add('x', 'third')
    expect(run()).toEqual(['first', 'second', 'third shed'])
  })

  it('admits requests again as soon as there is time', () => {
    const { add, run, wait } = createQueue({ maxWaitMs: 1_000 })
    for (let nr = 0; nr < 10; nr++) add('x', 'early', { takesMs: 500 })
    wait(1)
    run()
    add('x', 'late')
    expect(run()).toEqual(['late'])
  })

  it('sheds the oldest request of the address with the most, when too many wait', () => {
    const { add, run } = createQueue({ maxWaiting: 10, maxWaitMs: Infinity })
    add('light', 'light')
    for (let nr = 0; nr < 9; nr++) add('heavy', `heavy ${nr}`)
    add('other', 'other')
    add('heavy', 'heavy 9')
    expect(run()).toEqual(
      expect.arrayContaining(['heavy 0 shed', 'heavy 1 shed', 'light', 'other', 'heavy 2', 'heavy 9']),
    )
  })

  it('never holds more than it may', () => {
    const { add, run } = createQueue({ maxWaiting: 50, maxWaitMs: Infinity })
    for (let nr = 0; nr < 1_000; nr++) add(`a${nr % 7}`, 'request')
    const log = run()
    expect(log.filter((entry) => entry === 'request shed')).toHaveLength(950)
    expect(log.filter((entry) => entry === 'request')).toHaveLength(50)
  })
})
