import { expect, it } from 'vitest'
import { createCachedResponse } from '../../../../src/http/response/cached-response.js'
import { createOverload } from '../../../../src/http/limits/load-shedding.js'
import { createEvents } from '../../../../src/observe/events.js'
import { createTally } from '../../../../src/observe/tally.js'
import { createFakeClock } from '../../../helpers/fake-clock.js'

/** An event loop that never turns, and whose time for this turn is over: all but the first are too many. */
function createOverloaded() {
  const told: unknown[] = []
  const [events, clock] = [createEvents(), createFakeClock()]
  events.on('overload', (event) => told.push(event))
  let now = 0
  const overload = createOverload(
    {
      clock,
      sync: { events } as never,
      tally: createTally(events),
      page: {
        document: createCachedResponse('page', null),
        notFound: null,
        files: new Map([['/assets/x.js', createCachedResponse('x', null)]]),
      },
    },
    { workedMs: () => (now += 1_000), idleMs: () => 0, afterTurn: () => {} },
  )
  const ask = (url: string, { method = 'GET', accept }: { method?: string; accept?: string } = {}) =>
    overload.answerTo({ url, method, headers: accept === undefined ? {} : { accept } })
  expect(ask('/api/models?q=first')).toBeNull()
  return { ask, told, clock }
}

it.each([
  '/livez',
  '/readyz',
  '/health',
  '/health/database',
  '/health/models?x',
  '/metrics',
  '/api/changes/stream',
  '/api/changes/stream?kind=price_changed',
])('never refuses %s', (url) => {
  expect(createOverloaded().ask(url)).toBeNull()
})

it.each(['/api/models?q=x', '/healthy', '/api/changes', '/nowhere', '/'])(
  'refuses, with 503 and when to come back, what is not ready: %s',
  (url) => {
    const entry = createOverloaded().ask(url, { method: 'POST' })
    expect(entry).toMatchObject({ status: 503, contentType: 'application/problem+json', headers: ['Retry-After', '2'] })
    expect(JSON.parse(String(entry?.identity.body))).toMatchObject({
      status: 503,
      error: { code: 503, type: 'unavailable' },
    })
  },
)

it.each([
  ['/', 'page'],
  ['/models/a/b?from=1', 'page'],
  ['/assets/x.js', 'x'],
])('gives what is ready of the page: %s', (url, body) => {
  expect(String(createOverloaded().ask(url)?.identity.body)).toBe(body)
})

it('says it as JSON to who takes nothing else', () => {
  expect(createOverloaded().ask('/api/facets?q=x', { accept: 'application/json' })?.contentType).toBe(
    'application/json',
  )
})

it('tells when it began and when it was over, and of nothing in between', async () => {
  const { ask, told, clock } = createOverloaded()
  for (let second = 0; second < 20; second++) {
    for (let nr = 0; nr < 100; nr++) ask(`/api/models?q=${second}-${nr}`)
    await clock.advance(1_000)
  }
  expect(told).toEqual([{ state: 'began', refused: 1 }])
  await clock.advance(10_000)
  expect(told).toEqual([
    { state: 'began', refused: 1 },
    { state: 'over', refused: 2_000 },
  ])
  ask('/api/models?q=again')
  expect(told).toHaveLength(3)
})
