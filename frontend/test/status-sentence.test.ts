import { describe, expect, it } from 'vitest'
import { ratio } from '../src/features/status/figures.js'
import {
  bytesLabel,
  type KnownStatus,
  liveAge,
  milliseconds,
  statusSentence,
} from '../src/features/status/status-sentence.js'

const now = Date.parse('2026-08-22T14:10:00Z')
const confirmed = '2026-08-22T14:05:00.000Z'
const clock = new Date(confirmed).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
const models = (
  more: Partial<KnownStatus['models']> = {},
  breaker: 'closed' | 'open' = 'closed',
): KnownStatus['models'] => ({
  state: 'fresh',
  tier: 'upstream',
  model_count: 457,
  age_seconds: 300,
  confirmed_at: confirmed,
  tiers: {
    upstream: { breaker, last_success_at: confirmed, last_error: null },
    database: { state: 'connected', newest_sync_at: confirmed },
    file: { written_at: confirmed, age_seconds: 300, last_error: null },
    seed: { as_of: null, model_count: null },
  },
  spool: { pending: 0, bytes: 0 },
  last_sync: null,
  ...more,
})
const connected = { state: 'connected', round_trip_ms: 0.924 } as const
const say = (known: Partial<KnownStatus>) =>
  statusSentence({ models: models(), database: connected, unreachableSince: null, ...known }, now)

describe('statusSentence', () => {
  it('says that all is well', () => {
    expect(say({})).toEqual({
      tone: 'good',
      text: 'All is well',
      figures: ': 457 models, confirmed 5 minutes ago; the database answers in 0.92 ms.',
    })
  })
  it('does not worry about a database that is off by choice', () => {
    expect(say({ database: { state: 'off', round_trip_ms: null } })).toMatchObject({
      tone: 'good',
      figures: expect.stringContaining('no database, by choice'),
    })
  })
  it('says of when the catalogue is while OpenRouter does not answer', () => {
    expect(say({ models: models({ state: 'stale' }, 'open') })).toEqual({
      tone: 'warn',
      text: `OpenRouter does not answer; the catalogue of ${clock} is served.`,
    })
  })
  it('names a stale catalogue, one from the file, and the seed', () => {
    expect(say({ models: models({ state: 'stale' }) }).text).toBe(
      `OpenRouter has not confirmed the catalogue of late; the catalogue of ${clock} is served.`,
    )
    expect(say({ models: models({ tier: 'file' }) }).text).toBe(
      `The catalogue of ${clock} is served, from the last good file.`,
    )
    expect(say({ models: models({ tier: 'seed', state: 'stale' }) }).text).toContain('shipped with the program')
  })
  it('says that what came was kept aside', () => {
    const sync = {
      id: 1,
      observed_at: confirmed,
      source: 'upstream',
      scope: 'all',
      status: 'quarantined',
      payload_hash: null,
      order_hash: null,
      model_count: null,
      added: 0,
      changed: 0,
      removed: 0,
      duration_ms: 1,
      detail: null,
    } as const
    expect(say({ models: models({ last_sync: sync }) })).toMatchObject({
      tone: 'warn',
      text: expect.stringContaining('kept aside'),
    })
  })
  it('says what waits for a lost database, and that the catalogue is none the worse', () => {
    expect(
      say({ database: { state: 'lost', round_trip_ms: null }, models: models({ spool: { pending: 2, bytes: 10 } }) }),
    ).toEqual({
      tone: 'warn',
      text: 'The database cannot be reached. 2 observations wait on disk for it. The catalogue is up to date all the same.',
    })
  })
  it('says both where both are away', () => {
    expect(say({ database: { state: 'lost', round_trip_ms: null }, models: models({}, 'open') }).text).toBe(
      `OpenRouter does not answer; the catalogue of ${clock} is served. The database cannot be reached.`,
    )
  })
  it('says since when the service does not answer, before anything else', () => {
    expect(say({ unreachableSince: Date.parse(confirmed), models: models({ state: 'stale' }) })).toEqual({
      tone: 'bad',
      text: `Modelkeep has not answered since ${clock}; these are its last figures.`,
    })
  })
  it('says that there is no catalogue', () => {
    expect(say({ models: models({ state: 'absent', tier: null, confirmed_at: null, age_seconds: null }) }).tone).toBe(
      'bad',
    )
  })
})

describe('figures', () => {
  it('never rounds a ratio up to all', () => {
    expect([ratio(0, 0), ratio(99_999, 1), ratio(2, 1), ratio(5, 0)]).toEqual(['–', '99.9 %', '66.6 %', '100.0 %'])
  })
  it('writes sizes, times and ages short', () => {
    expect([bytesLabel(512), bytesLabel(12_400), bytesLabel(3_145_728)]).toEqual(['512 bytes', '12 kB', '3.1 MB'])
    expect([milliseconds(0.924), milliseconds(9.04), milliseconds(53), milliseconds(1412)]).toEqual([
      '0.92 ms',
      '9.0 ms',
      '53 ms',
      '1.4 s',
    ])
    expect([liveAge(-5), liveAge(42_000), liveAge(120_000)]).toEqual(['0 s ago', '42 s ago', '2 minutes ago'])
  })
})
