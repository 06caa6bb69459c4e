// An absent price reads the same on every part of the page, and is never zero.
import { changeText } from '@modelkeep/catalog/changes/change-text'
import type { Model } from '@modelkeep/catalog/model/model'
import { PRICE_KEYS } from '@modelkeep/catalog/model/price-format'
import { pricePercent } from '@modelkeep/catalog/price/percent-change'
import { describe, expect, it } from 'vitest'
import { comparisonOf } from '../src/features/compare/comparison.js'
import { priceFields } from '../src/features/compare/price-fields.js'
import { historyViews } from '../src/shared/chart/history-lines.js'
import { priceLabel, priceWords } from '../src/shared/ui/prices.js'

const at = '2026-01-01T00:00:00.000Z'
const change = { kind: 'price_changed', percent: null, flapping: null, removed_at: null } as const

describe.each(PRICE_KEYS)('an absent price %s', (key) => {
  it.each([undefined, null])('is "not published" (%s)', (value) => {
    expect(priceWords(priceLabel(value, key))).toBe('not published')
  })

  it('is "not published" in a comparison', () => {
    const priced: Model = { id: 'a/b', name: 'B', pricing: { prompt: '0.1', completion: '0.1', [key]: '0.1' } }
    const { [key]: _absent, ...others } = priced.pricing!
    const absent: Model = { ...priced, id: 'a/c', pricing: others }
    const [group] = comparisonOf([priced, absent], [{ key: 'prices', title: 'Prices', fields: priceFields }])
    const row = group?.rows.find((one) => one.key === key)
    expect(row?.cells[1]).toMatchObject({ text: 'not published', kind: 'none' })
  })

  it('is "not published" in the price history', () => {
    const steps = [
      { from: at, to: '2026-01-02T00:00:00.000Z', value: '0.1' },
      { from: '2026-01-02T00:00:00.000Z', to: null, value: null },
    ]
    const [view] = historyViews({ series: [{ field: `pricing.${key}`, steps }], gaps: [] })
    expect(view?.lines[0]?.steps[1]).toMatchObject({ text: 'not published', height: null })
  })

  it('has no percentage when it appears or disappears, and is not called zero or none', () => {
    for (const [before, after] of [
      ['0.1', null],
      [null, '0.1'],
    ]) {
      const field = `pricing.${key}`
      expect(pricePercent(field, before, after)).toBeNull()
      const text = changeText({ ...change, field, before, after })
      expect(text).toMatch(before === null ? /is now published/ : /is no longer published/)
      expect(text).not.toMatch(/none|\$0\.00|%/)
    }
  })
})
