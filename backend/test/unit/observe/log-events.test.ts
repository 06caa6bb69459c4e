import { Writable } from 'node:stream'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createEvents } from '../../../src/observe/events.js'
import { logEvents } from '../../../src/observe/log-events.js'
import { loggerOptions } from '../../../src/observe/logger.js'

function collect() {
  const lines: Record<string, unknown>[] = []
  const events = createEvents()
  logEvents(
    events,
    pino(
      loggerOptions('debug'),
      new Writable({
        write: (chunk: Buffer, _, done) => (
          lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>),
          done()
        ),
      }),
    ),
  )
  return { events, lines }
}

describe('the log', () => {
  it('writes one line per event, with its time and fields', () => {
    const { events, lines } = collect()
    events.emit('request', { id: 'r-1', method: 'GET', path: '/api/nothing', status: 404, ms: 1.6 })
    events.emit('upstream_attempt', {
      url: 'https://u/models',
      attempt: 2,
      outcome: 'timeout',
      bytes: 412,
      durationMs: 10_000,
      message: 'no complete answer within 10000 ms',
    })
    events.emit('database', {
      state: 'connected',
      previous: 'lost',
      afterMs: 61_000,
      description: 'PostgreSQL at h',
      error: null,
    })
    expect(lines).toMatchObject([
      { level: 30, event: 'request', request_id: 'r-1', status: 404, ms: 2 },
      {
        level: 40,
        event: 'upstream_attempt',
        attempt: 2,
        outcome: 'timeout',
        msg: 'no complete answer within 10000 ms',
      },
      { level: 30, event: 'database', state: 'connected', previous: 'lost', after_ms: 61_000 },
    ])
    for (const line of lines) expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT/)
    expect(lines[2]).not.toHaveProperty('error')
  })

  it('logs rate-limited requests at debug level only', () => {
    const { events, lines } = collect()
    for (const status of [404, 429]) events.emit('request', { id: 'r-1', method: 'GET', path: '/', status, ms: 1 })
    expect(lines).toMatchObject([
      { level: 30, status: 404 },
      { level: 20, status: 429 },
    ])
  })

  it('masks secrets that are logged by mistake', () => {
    const lines: string[] = []
    const log = pino(
      loggerOptions('info'),
      new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) }),
    )
    log.info(
      { authorization: 'Bearer hunter2', config: { adminToken: 'hunter2', apiKey: 'hunter2', password: 'hunter2' } },
      'oops',
    )
    expect(lines.join('')).not.toContain('hunter2')
  })

  it('says that a database was not reached, rather than lost, if it never was', () => {
    const { events, lines } = collect()
    const change = { afterMs: 1, description: 'PostgreSQL at h', error: 'nothing listens at that address' }
    events.emit('database', { state: 'lost', previous: 'starting', ...change })
    events.emit('database', { state: 'lost', previous: 'connected', ...change })
    expect(lines.map(({ msg }) => msg)).toEqual([
      'database not reached: PostgreSQL at h',
      'database lost: PostgreSQL at h',
    ])
  })
})
