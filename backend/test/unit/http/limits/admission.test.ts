import { expect, it } from 'vitest'
import { sampled, createAdmission } from '../../../../src/http/limits/admission.js'

/** An event loop that the test turns: `works` takes so long, `idles` waits for something to do. */
function createLoop() {
  let [worked, idle] = [0, 0]
  let atEnd: (() => void)[] = []
  const admission = createAdmission({
    workedMs: () => worked,
    idleMs: () => idle,
    afterTick: (then) => void atEnd.push(then),
  })
  return {
    /** A request that takes `ms` to answer, or is refused, which takes next to nothing. */
    ask: (ms: number): 'answered' | 'refused' => {
      if (!admission.admits()) {
        worked += 0.05
        return 'refused'
      }
      worked += ms
      return 'answered'
    },
    endTurn: () => {
      for (const then of atEnd.splice(0)) then()
    },
    works: (ms: number) => void (worked += ms),
    idles: (ms: number) => void (idle += ms),
  }
}

/** What is read in one turn: so many requests, each of which takes `ms`. Returns how many were answered. */
const turn = (loop: ReturnType<typeof createLoop>, requests: number, ms: number): number => {
  const answered = Array.from({ length: requests }, () => loop.ask(ms)).filter((answer) => answer === 'answered').length
  loop.endTurn()
  return answered
}

it('answers a burst at the start or after a rest: it is worked off before it matters', () => {
  const loop = createLoop()
  expect(turn(loop, 25, 2)).toBe(25)
  loop.idles(10_000)
  expect(turn(loop, 25, 2)).toBe(25)
})

it('answers no burst without end, however long the rest was', () => {
  const loop = createLoop()
  loop.idles(1_000_000)
  expect(turn(loop, 500, 2)).toBe(25)
})

/** A loop that has refused for two turns running. */
function inAFlood(): ReturnType<typeof createLoop> {
  const loop = createLoop()
  expect([turn(loop, 500, 1), turn(loop, 500, 1)]).toEqual([50, 20])
  return loop
}

it('takes on little a turn in a flood, from the third turn on, and so keeps short how long a request waits', () => {
  const loop = inAFlood()
  expect(Array.from({ length: 20 }, () => turn(loop, 500, 1))).toEqual(Array.from({ length: 20 }, () => 2))
})

it('answers one request a turn however long it takes', () => {
  const loop = inAFlood()
  expect(Array.from({ length: 5 }, () => turn(loop, 100, 700))).toEqual([1, 1, 1, 1, 1])
})

it('takes on as much more as it has rested, and no more: short waits in a flood do not make a long turn', () => {
  const loop = inAFlood()
  for (let nr = 0; nr < 20; nr++) {
    loop.idles(2)
    expect(turn(loop, 500, 1)).toBe(4)
  }
})

it('tries one longer turn every ten seconds of a flood', () => {
  const loop = inAFlood()
  const lengths = Array.from({ length: 1_000 }, () => turn(loop, 500, 1)) // of 27 ms each, with what they refuse
  expect(lengths.filter((answered) => answered > 2)).toEqual([20, 20])
})

it('is as before once a flood is over: the first turn after it that has to refuse nobody is a long one again', () => {
  const loop = inAFlood()
  loop.idles(100)
  expect(turn(loop, 30, 1)).toBe(30)
  for (let time = 0; time < 11_000; time += 11) {
    turn(loop, 1, 1)
    loop.idles(10)
  }
  for (let nr = 0; nr < 200; nr++) expect(turn(loop, 18, 1)).toBe(18)
})

it('refuses nobody of a few clients who ask without a pause, and takes one turn that is too long for no flood', () => {
  const loop = createLoop()
  for (let nr = 0; nr < 10; nr++) {
    expect(Array.from({ length: 100 }, () => turn(loop, 16, 1))).toEqual(Array.from({ length: 100 }, () => 16))
    loop.ask(150) // a collection of garbage in the middle of it
    expect(turn(loop, 15, 1)).toBe(0)
  }
})

it('does not count what the program does beside: a sync that leaves no rest for seconds costs nobody his answer', () => {
  const loop = createLoop()
  for (let nr = 0; nr < 200; nr++) {
    for (let request = 0; request < 2; request++) expect(loop.ask(1)).toBe('answered')
    loop.works(50)
    loop.endTurn()
  }
})

it('asks for the time that was worked once a millisecond at most, and counts what passes meanwhile as worked', () => {
  let [time, asked] = [0, 0]
  const worked = sampled(
    () => {
      asked++
      return 100 + time / 2 // others had the processor for half of it
    },
    () => time,
  )
  const at = (ms: number): number => {
    time = ms
    return worked()
  }
  expect([0, 0.4, 0.9].map(at)).toEqual([100, 100.4, 100.9])
  expect(asked).toBe(1)
  expect([1, 1.5, 3].map(at)).toEqual([100.5, 101, 101.5])
  expect(asked).toBe(3)
})
