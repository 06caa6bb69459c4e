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
const sentenceOf = (known: Partial<KnownStatus>) =>
  statusSentence({ models: models(), database: connected, unreachableSince: null, ...known }, now)

describe('statusSentence', () => {
  it('says that everything works', () => {
    expect(sentenceOf({})).toEqual({
      tone: 'good',
      text: 'All systems operational',
      figures: ': 457 models, confirmed 5 minutes ago; database round trip 0.92 ms.',
    })
  })
  it('accepts a database that is off', () => {
    expect(sentenceOf({ database: { state: 'off', round_trip_ms: null } })).toMatchObject({
      tone: 'good',
      figures: expect.stringContaining('no database configured'),
    })
  })
  it('says how old the catalogue is when OpenRouter does not respond', () => {
    expect(sentenceOf({ models: models({ state: 'stale' }, 'open') })).toEqual({
      tone: 'warn',
      text: `OpenRouter does not respond. Serving the catalogue of ${clock}.`,
    })
  })
  it('reports a stale catalogue, one from the file, and the seed', () => {
    expect(sentenceOf({ models: models({ state: 'stale' }) }).text).toBe(
      `OpenRouter has not confirmed the catalogue recently. Serving the catalogue of ${clock}.`,
    )
    expect(sentenceOf({ models: models({ tier: 'file' }) }).text).toBe(
      `Serving the catalogue of ${clock} from the last good file.`,
    )
    expect(sentenceOf({ models: models({ tier: 'seed', state: 'stale' }) }).text).toContain('bundled with the program')
  })
  it('reports a quarantined response', () => {
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
    expect(sentenceOf({ models: models({ last_sync: sync }) })).toMatchObject({
      tone: 'warn',
      text: expect.stringContaining('quarantined'),
    })
  })
  it('reports a lost database and what is spooled for it', () => {
    expect(
      sentenceOf({
        database: { state: 'lost', round_trip_ms: null },
        models: models({ spool: { pending: 2, bytes: 10 } }),
      }),
    ).toEqual({
      tone: 'warn',
      text: 'The database cannot be reached. 2 observations are spooled on disk. The catalogue is still up to date.',
    })
  })
  it('reports both when both are down', () => {
    expect(sentenceOf({ database: { state: 'lost', round_trip_ms: null }, models: models({}, 'open') }).text).toBe(
      `OpenRouter does not respond. Serving the catalogue of ${clock}. The database cannot be reached.`,
    )
  })
  it('reports an unreachable service before anything else', () => {
    expect(sentenceOf({ unreachableSince: Date.parse(confirmed), models: models({ state: 'stale' }) })).toEqual({
      tone: 'bad',
      text: `Modelkeep has not responded since ${clock}. Showing its last figures.`,
    })
  })
  it('reports that there is no catalogue', () => {
    expect(
      sentenceOf({ models: models({ state: 'absent', tier: null, confirmed_at: null, age_seconds: null }) }).tone,
    ).toBe('bad')
  })
})

describe('figures', () => {
  it('never round a ratio up to 100 %', () => {
    expect([ratio(0, 0), ratio(99_999, 1), ratio(2, 1), ratio(5, 0)]).toEqual(['–', '99.9 %', '66.6 %', '100.0 %'])
  })
  it('abbreviate sizes, times and ages', () => {
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
