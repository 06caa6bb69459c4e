import { expect, it } from 'vitest'
import { createAdmission } from '../../src/http/admission.js'

/** An event loop that the test turns: `works` takes so long, `idles` waits for something to do. */
function createLoop() {
  let [now, worked, idle] = [0, 0, 0]
  let atEnd: (() => void)[] = []
  const loop = { now: () => now, workedMs: () => worked, idleMs: () => idle, afterTurn: (then: () => void) => void atEnd.push(then) }
  const admission = createAdmission(loop)
  return {
    /** A request that takes `ms` to answer, or is refused. */
    ask: (ms: number): 'answered' | 'refused' => {
      if (!admission.admits()) return 'refused'
      now += ms
      worked += ms
      return 'answered'
    },
    endTurn: () => {
      for (const then of atEnd.splice(0)) then()
    },
    /** The machine does something else. */
    isHeldUp: (ms: number) => void (now += ms),
    idles: (ms: number) => {
      now += ms
      idle += ms
    },
  }
}

const count = (answers: string[]): number => answers.filter((answer) => answer === 'answered').length
const burst = (loop: ReturnType<typeof createLoop>, requests: number, ms: number): number => {
  const answered = count(Array.from({ length: requests }, () => loop.ask(ms)))
  loop.endTurn()
  return answered
}

it('answers a burst that comes after a rest: it is worked off before it matters', () => {
  const loop = createLoop()
  loop.idles(10_000)
  expect(burst(loop, 50, 2)).toBe(50)
})

it('answers no burst without end', () => {
  const loop = createLoop()
  loop.idles(10_000)
  expect(burst(loop, 500, 2)).toBe(125)
})

it('takes on little a turn while there has been no rest for a while, and so keeps short how long a request waits', () => {
  const loop = createLoop()
  const answered = Array.from({ length: 20 }, () => burst(loop, 500, 1))
  expect(answered.slice(0, 4)).toEqual([250, 250, 250, 250])
  expect(answered.slice(4)).toEqual(Array.from({ length: 16 }, () => 25))
})

it('answers one request a turn however long it takes', () => {
  const loop = createLoop()
  for (let turn = 0; turn < 20; turn++) burst(loop, 500, 10)
  expect(Array.from({ length: 5 }, () => burst(loop, 100, 700))).toEqual([1, 1, 1, 1, 1])
})

it('refuses nobody because the machine was busy with something else', () => {
  const loop = createLoop()
  loop.idles(1)
  const answers = Array.from({ length: 5 }, () => {
    const answer = loop.ask(2)
    loop.isHeldUp(400)
    return answer
  })
  expect(count(answers)).toBe(5)
})

it('is as before after a rest', () => {
  const loop = createLoop()
  for (let turn = 0; turn < 20; turn++) burst(loop, 500, 1)
  loop.idles(1_000)
  expect(burst(loop, 80, 1)).toBe(80)
})

it('takes short moments of waiting for no rest', () => {
  const loop = createLoop()
  for (let turn = 0; turn < 20; turn++) {
    burst(loop, 500, 1)
    loop.idles(2)
  }
  expect(burst(loop, 500, 1)).toBe(25)
})
