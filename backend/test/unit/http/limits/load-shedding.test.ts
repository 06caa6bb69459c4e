import { expect, it } from 'vitest'
import { createLoadShedding } from '../../../../src/http/limits/load-shedding.js'
import type { LoadClass } from '../../../../src/http/route.js'
import { createEvents } from '../../../../src/observe/events.js'
import { createTally } from '../../../../src/observe/tally.js'
import { createFakeClock } from '../../../helpers/fake-clock.js'

/** An event loop in one endless tick whose time is used up: only its first request is admitted. */
function createOverloaded() {
  const reported: unknown[] = []
  const [events, clock] = [createEvents(), createFakeClock()]
  events.on('overload', (event) => reported.push(event))
  let now = 0
  const shed = createLoadShedding(
    { clock, events, tally: createTally(events) },
    { workedMs: () => (now += 1_000), idleMs: () => 0, afterTick: () => {} },
  )
  const request = (load: LoadClass, accept?: string) =>
    shed({ method: 'GET', headers: accept === undefined ? {} : { accept } }, load)
  expect(request('work')).toBeNull()
  return { request, reported, clock }
}

it.each(['light', 'exempt'] as const)('never sheds a request with the load class %s', (load) => {
  expect(createOverloaded().request(load)).toBeNull()
})

it('sheds work with a 503 and Retry-After', () => {
  const response = createOverloaded().request('work')
  expect(response).toMatchObject({
    status: 503,
    contentType: 'application/problem+json',
    headers: ['Retry-After', '2'],
  })
  expect(JSON.parse(String(response?.join()))).toMatchObject({
    status: 503,
    error: { code: 503, type: 'unavailable' },
  })
})

it('responds with JSON to a client that accepts nothing else', () => {
  expect(createOverloaded().request('work', 'application/json')?.contentType).toBe('application/json')
})

it('reports when an overload begins and when it is over, and nothing in between', async () => {
  const { request, reported, clock } = createOverloaded()
  for (let second = 0; second < 20; second++) {
    for (let nr = 0; nr < 100; nr++) request('work')
    await clock.advance(1_000)
  }
  expect(reported).toEqual([{ state: 'began', refused: 1 }])
  await clock.advance(10_000)
  expect(reported).toEqual([
    { state: 'began', refused: 1 },
    { state: 'over', refused: 2_000 },
  ])
  request('work')
  expect(reported).toHaveLength(3)
})
