import { describe, expect, it } from 'vitest'
import { priceHistoryOf, priceStability } from '../../src/changes/price-stability.js'
import type { PriceState } from '../../src/changes/price-line.js'
import type { PricedModel } from '../../src/price/price.js'

const day = 86_400_000
const now = Date.parse('2026-08-22T12:00:00Z')
const ago = (days: number): string => new Date(now - days * day).toISOString()

type Prices = Record<string, unknown> | null

/** The states of a text model, as `[days ago, prices]`; null: it is not in the catalogue. */
function states(all: readonly (readonly [number, Prices])[], model: Partial<PricedModel> = {}): PriceState[] {
  return all.map(([days, pricing]) => ({
    observedAt: now - days * day,
    model: pricing && { id: 'acme/one', pricing, ...model },
  }))
}

const stabilityOf = (all: readonly (readonly [number, Prices])[], model?: Partial<PricedModel>) =>
  priceStability(priceHistoryOf('acme/one', states(all, model)), now)

const both = (prompt: unknown, completion: unknown = '0.000002'): Prices => ({ prompt, completion })
const counts = ({ changes }: ReturnType<typeof stabilityOf>): number[] => changes.map(({ count }) => count)

describe('price stability', () => {
  it('counts the price changes of the last 30, 90 and 365 days', () => {
    const found = stabilityOf([
      [400, both('0.000004')],
      [390, both('0.000003')],
      [200, both('0.000005')],
      [80, both('0.000001')],
      [10, both('0.000002')],
    ])
    expect(counts(found)).toEqual([1, 2, 3])
    expect(found).toMatchObject({ first_observed: ago(400), changed_at: ago(10), unchanged_since: ago(10) })
    expect(found.prompt.periods).toEqual([
      { days: 30, changes: 1, lowest: '0.000001', highest: '0.000002', percent: 100 },
      { days: 90, changes: 2, lowest: '0.000001', highest: '0.000005', percent: -60 },
      { days: 365, changes: 3, lowest: '0.000001', highest: '0.000005', percent: -33.33 },
    ])
    expect(found.completion.periods[0]).toMatchObject({ changes: 0, percent: 0 })
    expect(found.prompt.series.map(({ value }) => value)).toEqual(['0.000003', '0.000005', '0.000001', '0.000002'])
  })

  it('counts input and output that change at the same time once', () => {
    const found = stabilityOf([
      [50, both('0.000001', '0.000002')],
      [20, both('0.000002', '0.000004')],
    ])
    expect(counts(found)).toEqual([1, 1, 1])
    expect([found.prompt, found.completion].map(({ periods }) => periods[0]!.changes)).toEqual([1, 1])
  })

  it('does not know how a price changed before the model was observed', () => {
    const found = stabilityOf([[20, both('0.000001')]])
    expect(found.prompt.periods.map(({ percent }) => percent)).toEqual([null, null, null])
    expect(found).toMatchObject({ unchanged_since: ago(20), changed_at: null })
  })

  it.each([
    ['dynamic', both('-1')],
    ['not published', { completion: '0.000002' }],
    ['unreadable', both(7)],
    ['not in the catalogue', null],
  ])('does not count a price that was %s for a while', (_what, unknown) => {
    const found = stabilityOf([
      [60, both('0.000001')],
      [40, unknown],
      [20, both('0.000001')],
    ])
    expect(counts(found)).toEqual([0, 0, 0])
    expect(found.unchanged_since).toBe(ago(60))
    expect(found.prompt.periods[0]!.percent).toBeNull() // 30 days ago it was unknown
    expect(found.prompt.series.map(({ value }) => value)).toEqual(['0.000001', null, '0.000001'])
  })

  it.each([
    ['dynamic', both('-1')],
    ['not published', { completion: '0.000002' }],
  ])('does not call a price unchanged that is %s now', (_what, unknown) => {
    const found = stabilityOf([
      [60, both('0.000001')],
      [10, unknown],
    ])
    expect(found.unchanged_since).toBeNull()
    expect(counts(found)).toEqual([0, 0, 0])
    expect(found.prompt.periods[0]).toEqual({
      days: 30,
      changes: 0,
      lowest: '0.000001',
      highest: '0.000001',
      percent: null,
    })
  })

  it('does not know the price of a model that is not billed by token, and never shows it as zero', () => {
    const image = { architecture: { output_modalities: ['image'] } }
    const found = stabilityOf([[400, both('0', '0')]], image)
    expect(found.unchanged_since).toBeNull()
    expect(found.prompt).toMatchObject({ series: [], changed_at: null })
    expect(found.prompt.periods.map(({ lowest, percent }) => [lowest, percent])).toEqual(
      [30, 90, 365].map(() => [null, null]),
    )
  })

  it('counts a model that returns at another price as one change, when it returns', () => {
    const found = stabilityOf([
      [60, both('0.000001')],
      [40, null],
      [20, both('0.000003')],
    ])
    expect(counts(found)).toEqual([1, 1, 1])
    expect(found.unchanged_since).toBe(ago(20))
  })

  it('ignores a price that flaps and returns', () => {
    const found = stabilityOf([
      [60, both('0.000001')],
      [10, both('0.000009')],
      [9.5, both('0.000001')],
      [9, both('0.000009')],
      [8.5, both('0.000001')],
    ])
    expect(counts(found)).toEqual([0, 0, 0])
    expect(found).toMatchObject({ unchanged_since: ago(60), changed_at: null })
    expect(found.prompt.periods[0]).toMatchObject({ highest: '0.000001', percent: 0 })
  })

  it('counts a price that flaps and ends up elsewhere once, at its last move', () => {
    const found = stabilityOf([
      [60, both('0.000001')],
      [10, both('0.000009')],
      [9.5, both('0.000001')],
      [9, both('0.000009')],
    ])
    expect(counts(found)).toEqual([1, 1, 1])
    expect(found.changed_at).toBe(ago(9))
  })

  it('ignores time windows, and counts a price that is in none of them', () => {
    const overrides = [
      { utc_start: 0, utc_end: 1200, prompt: '0.000001' },
      { utc_start: 1200, utc_end: 2400, prompt: '0.0000005' },
    ]
    const scheduled = (prompt: string): Prices => ({ prompt, completion: '0.000002', overrides })
    const windows = [
      [60, scheduled('0.000001')],
      [59.5, scheduled('0.0000005')],
      [59, scheduled('0.000001')],
      [20, scheduled('0.0000005')],
    ] as const
    expect(counts(stabilityOf(windows))).toEqual([0, 0, 0])
    const ended = stabilityOf([...windows, [10, both('0.0000005')]])
    expect(counts(ended)).toEqual([1, 1, 1])
    expect(ended.prompt.periods[0]).toMatchObject({ lowest: '0.0000005', highest: '0.000001', percent: -50 })
  })

  it('does not count another spelling of the same price', () => {
    const found = stabilityOf([
      [60, both('0.000001')],
      [10, both('0.0000010')],
    ])
    expect(counts(found)).toEqual([0, 0, 0])
  })

  it('tells a price that stayed zero from one that rose from zero', () => {
    const found = stabilityOf([
      [60, both('0', '0')],
      [10, both('0', '0.000002')],
    ])
    expect(found.prompt.periods[0]!.percent).toBe(0)
    expect(found.completion.periods[0]).toMatchObject({ percent: null, lowest: '0', highest: '0.000002' })
  })

  it('keeps the series short', () => {
    const moves = Array.from({ length: 100 }, (_, nr) => [200 - nr * 1.5, both(`0.0000${nr + 10}`)] as const)
    const { series } = stabilityOf(moves).prompt
    expect(series).toHaveLength(32)
    expect(series.at(-1)!.value).toBe('0.0000109')
  })

  it('is empty for a model that was never in the catalogue with a price', () => {
    expect(stabilityOf([[10, {}]])).toMatchObject({ unchanged_since: null, changed_at: null })
  })
})
