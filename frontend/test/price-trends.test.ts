import { describe, expect, it } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { listColumns } from '../src/features/explore/results/columns.js'
import { modelsCsv } from '../src/features/explore/results/csv.js'
import { sparklinePath } from '../src/features/explore/results/trends/sparkline-path.js'
import { changeText, directionOf, historyText } from '../src/features/explore/results/trends/trend-text.js'
import { stabilityOf, tokenPrice } from './helpers/price-stability.js'

const asOf = Date.parse('2026-08-22T12:00:00Z')
const ago = (days: number): string => new Date(asOf - days * 86_400_000).toISOString()
const moved = (percent: number | null) => tokenPrice({ percent, changes: 1 })

describe('the change of a price', () => {
  it.each([
    [moved(-20), moved(-20), '−20 %', 'good'],
    [moved(-20), moved(5.5), '−20 % / +5.5 %', null],
    [tokenPrice(), moved(12.34), '0 % / +12.3 %', 'bad'],
    [tokenPrice(), tokenPrice(), '0 %', null],
    [moved(null), moved(-3.25), '– / −3.25 %', 'good'],
    [moved(null), moved(null), '–', null],
  ])('is a percentage for both prices, or one for each', (prompt, completion, text, direction) => {
    const stability = stabilityOf({ prompt, completion })
    expect(changeText(stability, 30).text).toBe(text)
    expect(directionOf(stability, 30)).toBe(direction)
  })

  it('is never zero if it is unknown', () => {
    expect(changeText(stabilityOf({ prompt: moved(null), completion: moved(null) }), 90)).toEqual({
      text: '–',
      title: 'Not known for 90 days',
    })
    expect(changeText(stabilityOf({ prompt: moved(null), completion: moved(-50) }), 90).title).toBe(
      'In 90 days: input not known, output −50 %',
    )
  })
})

describe('the price history in words', () => {
  it('says what the sparkline shows', () => {
    const prompt = {
      ...tokenPrice({ changes: 7, lowest: '0.00000003', highest: '0.0000001' }),
      series: [{ from: ago(10), value: '0.00000005' }],
    }
    expect(historyText(stabilityOf({ prompt }))).toBe(
      'Input changed 7 times in 12 months, between $0.03 and $0.10 per million tokens, now $0.05; output unchanged at $1.00 per million tokens',
    )
  })

  it('says that a price is unknown', () => {
    const unknown = { ...tokenPrice({ lowest: null, highest: null }), series: [] }
    expect(historyText(stabilityOf({ prompt: unknown, completion: unknown }))).toBe(
      'Input price unknown; output price unknown',
    )
  })
})

describe('a sparkline', () => {
  const box = { width: 73, height: 10 }
  const path = (...series: [number, string | null][]) =>
    sparklinePath(
      series.map(([days, value]) => ({ from: ago(days), value })),
      asOf,
      box,
    )

  it('is a step line over 12 months, from zero to the highest price', () => {
    expect(path([365, '0.000004'], [180, '0.000001'], [5, '0.000002'])).toBe('M0 0H37V7.5H72V5H73')
  })

  it('begins with the first known price, and is interrupted where it is unknown; in the middle if it never changed', () => {
    expect(path([365, null], [180, '0.000001'], [90, null], [5, '0.000001'])).toBe('M37 5H55M72 5H73')
  })

  it('is flat at the bottom for a free model, and empty if no price is known', () => {
    expect(path([365, '0'])).toBe('M0 10H73')
    expect(path([365, null])).toBe('')
    expect(path()).toBe('')
  })
})

it('a download has percentages, the number of changes and since when prices are unchanged, or nothing', () => {
  const columns = listColumns.filter(({ key }) => key === 'change-30' || key === 'price-history')
  const models = [makeModel({ id: 'a/one' }), makeModel({ id: 'a/two' })]
  const stability = stabilityOf({ prompt: moved(-20), changeCount: 3 })
  const lines = modelsCsv(models, columns, { now: 0, prices: new Map([['a/one', stability]]) }).split('\r\n')
  expect(lines[0]).toContain('input change in 30 days (%),output change in 30 days (%),price changes in 365 days')
  expect(lines[1]).toMatch(/-20,0,3,2024-09-21$/)
  expect(lines[2]).toMatch(/,,,,$/)
})
