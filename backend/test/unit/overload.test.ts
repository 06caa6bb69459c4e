import type { IncomingMessage, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { createEntry, type Entry } from '../../src/http/entry.js'
import { createOverload } from '../../src/http/overload.js'
import { createEvents } from '../../src/observe/events.js'
import { createTally } from '../../src/observe/tally.js'
import { createFakeClock } from '../helpers/fake-clock.js'

/** An event loop that never turns, and whose time for this turn is over: all but the first are too many. */
function createOverloaded() {
  const written: { url: string; entry: Entry; extra: readonly string[] }[] = []
  const told: unknown[] = []
  const [events, clock] = [createEvents(), createFakeClock()]
  events.on('overload', (event) => told.push(event))
  let now = 0
  const overload = createOverload(
    {
      clock,
      sync: { events } as never,
      tally: createTally(events),
      page: { document: createEntry('page', null), notFound: null, files: new Map([['/assets/x.js', createEntry('x', null)]]) },
      writer: { writeEntry: (req: IncomingMessage, _res: unknown, entry: Entry, _outcome: string, extra: readonly string[] = []) => void written.push({ url: req.url ?? '', entry, extra }) } as never,
    },
    { workedMs: () => (now += 1_000), idleMs: () => 0, afterTurn: () => {} },
  )
  const ask = (url: string, { method = 'GET', accept }: { method?: string; accept?: string } = {}) => overload({ url, method, headers: { accept } } as IncomingMessage, {} as ServerResponse)
  expect(ask('/api/models?q=first')).toBe(false)
  return { ask, written, told, clock }
}

it.each(['/livez', '/readyz', '/health', '/health/database', '/health/models?x', '/metrics', '/api/changes/stream', '/api/changes/stream?kind=price_changed'])('never refuses %s', (url) => {
  const { ask, written } = createOverloaded()
  expect([ask(url), written]).toEqual([false, []])
})

it.each(['/api/models?q=x', '/healthy', '/api/changes', '/nowhere', '/'])('refuses, with 503 and when to come back, what is not ready: %s', (url) => {
  const { ask, written } = createOverloaded()
  expect(ask(url, { method: 'POST' })).toBe(true)
  expect(written[0]).toMatchObject({ url, entry: { status: 503, contentType: 'application/problem+json' }, extra: ['Retry-After', '2'] })
  expect(JSON.parse(String(written[0]?.entry.plain.body))).toMatchObject({ status: 503, error: { code: 503, type: 'unavailable' } })
})

it.each([['/', 'page'], ['/models/a/b?from=1', 'page'], ['/assets/x.js', 'x']])('gives what is ready of the page: %s', (url, body) => {
  const { ask, written } = createOverloaded()
  expect(ask(url)).toBe(true)
  expect(String(written[0]?.entry.plain.body)).toBe(body)
})

it('says it as JSON to who takes nothing else', () => {
  const { ask, written } = createOverloaded()
  ask('/api/facets?q=x', { accept: 'application/json' })
  expect(written[0]?.entry.contentType).toBe('application/json')
})

it('tells when it began and when it was over, and of nothing in between', async () => {
  const { ask, told, clock } = createOverloaded()
  for (let second = 0; second < 20; second++) {
    for (let nr = 0; nr < 100; nr++) ask(`/api/models?q=${second}-${nr}`)
    await clock.advance(1_000)
  }
  expect(told).toEqual([{ state: 'began', refused: 1 }])
  await clock.advance(10_000)
  expect(told).toEqual([{ state: 'began', refused: 1 }, { state: 'over', refused: 2_000 }])
  ask('/api/models?q=again')
  expect(told).toHaveLength(3)
})
