import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { createLoadShedding } from '../../../../src/http/limits/load-shedding.js'
import type { CachedResponse } from '../../../../src/http/response/cached-response.js'
import { createEvents } from '../../../../src/observe/events.js'
import { createTally } from '../../../../src/observe/tally.js'
import { createFakeClock } from '../../../helpers/fake-clock.js'

function createShedding() {
  const reported: unknown[] = []
  const written: CachedResponse[] = []
  const [events, clock] = [createEvents(), createFakeClock()]
  events.on('overload', (event) => reported.push(event))
  const shed = createLoadShedding({
    clock,
    events,
    tally: createTally(events),
    writer: { write: (_req, _res, response) => void written.push(response) },
  })
  const shedRequest = (accept?: string): CachedResponse => {
    shed({ method: 'GET', headers: { accept } } as IncomingMessage, {} as ServerResponse)
    return written.at(-1)!
  }
  return { shedRequest, reported, clock }
}

it('responds with a 503 and Retry-After', () => {
  const response = createShedding().shedRequest()
  expect(response).toMatchObject({
    status: 503,
    contentType: 'application/problem+json',
    headers: ['Retry-After', '2'],
  })
  expect(JSON.parse(String(response.join()))).toMatchObject({
    status: 503,
    error: { code: 503, type: 'unavailable' },
  })
})

it('responds with JSON to a client that accepts nothing else', () => {
  expect(createShedding().shedRequest('application/json').contentType).toBe('application/json')
})

it('reports when an overload begins and when it is over, and nothing in between', async () => {
  const { shedRequest, reported, clock } = createShedding()
  for (let second = 0; second < 20; second++) {
    for (let nr = 0; nr < 100; nr++) shedRequest()
    await clock.advance(1_000)
  }
  expect(reported).toEqual([{ state: 'began', refused: 1 }])
  await clock.advance(10_000)
  expect(reported).toEqual([
    { state: 'began', refused: 1 },
    { state: 'over', refused: 2_000 },
  ])
  shedRequest()
  expect(reported).toHaveLength(3)
})
