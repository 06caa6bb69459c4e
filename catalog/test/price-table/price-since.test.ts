import { describe, expect, it } from 'vitest'
import type { ModelHistory } from '../../src/contract/model-history.js'
import { priceSince } from '../../src/price-table/price-since.js'

const history = (...values: (string | null)[]): ModelHistory => ({
  id: 'a/x',
  name: 'X',
  present: true,
  first_seen: null,
  last_seen: null,
  gaps: [],
  versions: [],
  series: [
    {
      field: 'pricing.prompt',
      steps: values.map((value, at) => ({
        from: `2026-0${at + 1}-01T00:00:00.000Z`,
        to: at + 1 < values.length ? `2026-0${at + 2}-01T00:00:00.000Z` : null,
        value,
      })),
    },
  ],
})

describe('since when a price applies', () => {
  it.each([
    [['0.1'], { since: '2026-01-01T00:00:00.000Z', isFirst: true }],
    [['0.2', '0.10'], { since: '2026-02-01T00:00:00.000Z', isFirst: false }],
    [['0.1', '0.2', '0.1'], { since: '2026-03-01T00:00:00.000Z', isFirst: false }],
    [['0.2', '0.1', null, '0.1'], { since: '2026-02-01T00:00:00.000Z', isFirst: false }],
    [['0.1', null, '0.1', null, '0.1'], { since: '2026-01-01T00:00:00.000Z', isFirst: true }],
    [['0.2', null, '0.1'], { since: '2026-03-01T00:00:00.000Z', isFirst: false }],
    [['0.1', '0.2'], null],
    [['0.1', null], null],
    [[], null],
  ])('%j', (values, expected) => expect(priceSince(history(...values), 'prompt', '0.1')).toEqual(expected))
})
