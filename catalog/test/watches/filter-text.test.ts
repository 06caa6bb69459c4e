import { describe, expect, it } from 'vitest'
import type { WatchFilter } from '../../src/contract/watches.js'
import { filterText } from '../../src/watches/filter-text.js'

describe('a filter in words', () => {
  it.each<[WatchFilter, string]>([
    [{}, 'all changes'],
    [{ kind: 'model_added' }, 'new models'],
    [{ kind: ['price_changed', 'deprecation_announced'], author: 'openai' }, 'prices, expiry dates; by openai'],
    [{ min_percent: 5 }, 'prices that moved by at least 5 %'],
    [{ min_percent: 5, direction: 'down' }, 'prices that fell by at least 5 %'],
    [{ direction: 'up', author: ['a', 'b'] }, 'prices that rose; by a, b'],
    [{ kind: 'price_changed', direction: 'up' }, 'prices that rose'],
    [{ kind: ['renamed', 'price_changed'], min_percent: 2 }, 'prices that moved by at least 2 %'],
    [{ kind: 'renamed', direction: 'up' }, 'names; only prices that rose'],
    [{ model: ['a/1', 'a/2', 'a/3', 'a/4', 'a/5'] }, 'all changes; of a/1, a/2, a/3 and 2 others'],
    [{ query: 'free=true&q=%C3%A9' }, 'new models that match free=true&q=é'],
    [{ query: '' }, 'new models'],
    [{ query: 'q=%' }, 'new models that match q=%'],
  ])('of %j', (filter, text) => {
    expect(filterText(filter)).toBe(text)
  })
})
