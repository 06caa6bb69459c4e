import { describe, expect, it } from 'vitest'
import type { ListedChange } from '../../src/contract/changes.js'
import type { WatchFilter } from '../../src/contract/watches.js'
import { eventKey } from '../../src/watches/event-key.js'
import { itemText } from '../../src/watches/item-text.js'
import { matchesChange, matchesModel } from '../../src/watches/match-change.js'

const change: ListedChange = {
  seq: 7,
  observed_at: '2026-08-22T14:05:00.000Z',
  model_id: '~OpenAI/gpt-latest',
  name: ' GPT ',
  author: 'OpenAI',
  kind: 'price_changed',
  field: 'pricing.prompt',
  before: '0.000001',
  after: '0.0000011',
  percent: 10,
  scheduled: false,
  flapping: null,
  removed_at: null,
  removed_seq: null,
}
const none = new Set<string>()
const matches = (filter: WatchFilter, more: Partial<ListedChange> = {}) =>
  matchesChange(filter, { ...change, ...more }, none)

describe('a filter', () => {
  it.each<[WatchFilter, boolean]>([
    [{}, true],
    [{ kind: 'price_changed' }, true],
    [{ kind: ['model_added', 'price_changed'] }, true],
    [{ kind: ['model_added'] }, false],
    [{ model: '~OpenAI/gpt-latest' }, true],
    [{ model: ['openai/gpt-4o'] }, false],
    [{ author: 'openai' }, true],
    [{ author: ['OpenAI'] }, true],
    [{ author: ['anthropic'] }, false],
    [{ min_percent: 10 }, true],
    [{ min_percent: 10.01 }, false],
    [{ direction: 'up' }, true],
    [{ direction: 'down' }, false],
    [{ kind: 'price_changed', author: 'anthropic' }, false],
  ])('%j: %s', (filter, expected) => {
    expect(matches(filter)).toBe(expected)
  })

  it.each<[string, boolean, Partial<ListedChange>]>([
    ['a price of zero that is no longer published', false, { field: 'pricing.request', before: '0', after: null }],
    ['a price of zero that is now published', false, { field: 'pricing.web_search', before: null, after: '0.00' }],
    ['a price that is now published', true, { field: 'pricing.request', before: null, after: '0.001' }],
    ['a price that fell to zero', true, { field: 'pricing.request', before: '0.001', after: '0' }],
    ['a main price of zero that is no longer published', true, { before: '0', after: null, percent: null }],
    [
      'a price that alternates, and is back where it was',
      true,
      {
        before: '1',
        after: '1',
        percent: 0,
        flapping: { times: 2, since: '2026-08-22T14:05:00.000Z', values: ['1', '2'] },
      },
    ],
    [
      'a price that alternates between two spellings of the same',
      false,
      {
        before: '0.08333333333333334',
        after: '0.08333333333333333',
        flapping: {
          times: 2,
          since: '2026-08-22T14:05:00.000Z',
          values: ['0.08333333333333334', '0.08333333333333333'],
        },
      },
    ],
    ['a price that only lost some digits', false, { before: '0.0833333333333', after: '0.083333', percent: 0 }],
  ])('about everything is about %s: %s', (_what, expected, more) => {
    expect(matches({}, { percent: null, ...more })).toBe(expected)
  })

  it.each<[WatchFilter, boolean]>([
    [{ min_percent: 5 }, true],
    [{ min_percent: 500 }, false],
    [{ direction: 'up' }, true],
    [{ direction: 'down' }, true],
    [{ min_percent: 80, direction: 'down' }, true],
    [{ kind: 'price_changed', min_percent: 400 }, true],
  ])('%j is about a price that alternates between $2 and $10, and is back: %s', (filter, expected) => {
    const flapping = { times: 2, since: '2026-08-22T14:05:00.000Z', values: ['2', '10'] }
    expect(matches(filter, { before: '2', after: '2', percent: 0, flapping })).toBe(expected)
  })

  it('knows no direction of prices that are unknown, dynamic or equal, nor of other fields', () => {
    for (const more of [
      { before: null },
      { after: '-1' },
      { after: '0.0000010' },
      { kind: 'context_changed' as const },
    ])
      for (const direction of ['up', 'down'] as const) expect(matches({ direction }, more)).toBe(false)
  })

  it('knows the direction of a price that was zero', () => {
    expect(matches({ direction: 'up' }, { before: '0' })).toBe(true)
  })

  it('matches no move between the windows of a schedule', () => {
    expect(matches({}, { scheduled: true })).toBe(false)
  })

  it('of models or authors matches no change of the schema', () => {
    const schema = { kind: 'schema_changed' as const, model_id: null, author: null, name: null }
    expect(matches({}, schema)).toBe(true)
    expect(matches({ author: 'openai' }, schema)).toBe(false)
    expect(matches({ model: 'openai/gpt-4o' }, schema)).toBe(false)
  })

  it('with a query matches models that appear, if they match it', () => {
    const found = new Set(['a/new'])
    const appeared = { ...change, kind: 'model_added' as const, model_id: 'a/new' }
    expect(matchesChange({ query: 'free=true' }, appeared, found)).toBe(true)
    expect(matchesChange({ query: 'free=true' }, { ...appeared, model_id: 'a/other' }, found)).toBe(false)
    expect(matchesChange({ query: 'free=true' }, { ...appeared, kind: 'renamed' }, found)).toBe(false)
  })

  it('is about the models of its authors, whatever changes', () => {
    expect(matchesModel({ author: 'openai', kind: 'renamed' }, '~openai/x', none)).toBe(true)
    expect(matchesModel({ author: 'openai' }, 'other/x', none)).toBe(false)
    expect(matchesModel({ query: 'free=true' }, 'a/b', new Set(['a/b']))).toBe(true)
  })
})

it('gives all moves of a flapping price one key, and each milestone of a model one', () => {
  const flapping = { times: 2, since: '2026-08-22T10:00:00.000Z', values: ['1', '2'] }
  const key = (more: Partial<ListedChange>) => eventKey({ type: 'change', change: { ...change, ...more } })
  expect(key({ seq: 8, flapping })).toBe(key({ seq: 9, flapping: { ...flapping, times: 3 } }))
  expect(key({ seq: 8 })).not.toBe(key({ seq: 9 }))
  const expiry = {
    type: 'expiry',
    model_id: 'a/b',
    name: 'B',
    expires: '2026-12-31',
    days_left: 7,
    milestone: 7,
  } as const
  expect(eventKey(expiry)).toBe(eventKey({ ...expiry, expires: '2027-01-31' }))
})

it.each([
  [30, 'B: expires in 30 days, on 31 Dec 2026'],
  [1, 'B: expires in 1 day, on 31 Dec 2026'],
  [0, 'B: expires today, 31 Dec 2026'],
  [-2, 'B: expired on 31 Dec 2026'],
])('says how many days are left: %i', (days, text) => {
  const item = { type: 'expiry', model_id: 'a/b', name: ' B', expires: '2026-12-31', milestone: 1 } as const
  expect(itemText({ ...item, days_left: days })).toBe(text)
})

it('writes a name with line breaks on one line', () => {
  const text = itemText({ type: 'change', change: { ...change, name: 'Evil\r\n\r\nBcc: x\u2028y\u202Ez' } })
  expect(text).toMatch(/^Evil Bcc: x y z: price of input tokens rose 10 %/)
})
