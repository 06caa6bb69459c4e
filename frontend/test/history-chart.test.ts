import type { ModelHistory, Series } from '@modelkeep/catalog/contract/model-history'
import { describe, expect, it } from 'vitest'
import { axisLabels, withoutRepeats } from '../src/shared/chart/axis-labels.js'
import {
  changeTimesOf,
  chartArrays,
  endOfChart,
  positionAt,
  summaryAt,
  stepAt,
} from '../src/shared/chart/chart-steps.js'
import { parseRange, rangesOf, rangeText, startOfRange } from '../src/shared/chart/chart-range.js'
import { historyViews } from '../src/shared/chart/history-lines.js'
import { seenSentences, versionsWithChanges } from '../src/features/model/history/seen-sentences.js'
import { nextPosition } from '../src/shared/chart/step-keys.js'
import { stepSentence } from '../src/shared/chart/step-sentence.js'

const day = (nr: number): string => new Date(2026, 0, nr, 12).toISOString()
const at = (nr: number): number => Date.parse(day(nr))
/** Steps starting on these days, each until the next. */
const series = (field: string, ...steps: readonly (readonly [number, string | number | null])[]): Series => ({
  field,
  steps: steps.map(([from, value], nr) => ({
    from: day(from),
    to: steps[nr + 1] === undefined ? null : day(steps[nr + 1]?.[0] ?? 0),
    value,
  })),
})
const prompt = series('pricing.prompt', [1, '0.000005'], [3, '0.0000025'])
const completion = series('pricing.completion', [1, '0.00001'], [5, null], [7, '0.000008'])
const gaps: ModelHistory['gaps'] = [{ from: day(5), to: day(7) }]
const linesOf = (...all: Series[]) => historyViews({ series: all, gaps })[0]?.lines ?? []

describe('history views', () => {
  it('have no token prices of zero for a model that is not billed by token', () => {
    const zero = [series('pricing.prompt', [1, '0']), series('pricing.completion', [1, '0'])]
    const image = series('pricing.image', [1, '0.04'])
    expect(historyViews({ series: [...zero, image], gaps }, false).map(({ id }) => id)).toEqual(['pricing.image'])
    expect(historyViews({ series: [prompt, ...zero.slice(1)], gaps }, false)[0]?.lines).toHaveLength(1)
    expect(historyViews({ series: zero, gaps }, true)[0]?.lines).toHaveLength(2)
  })

  it('group token prices, and separate other units and the context', () => {
    const views = historyViews({
      series: [
        prompt,
        completion,
        series('pricing.image', [1, '0.0036']),
        series('context_length', [1, 128_000]),
        series('expiration_date', [1, null]),
      ],
      gaps: [],
    })
    expect(views.map(({ name, unit, lines }) => [name, unit, lines.map((line) => line.name)])).toEqual([
      ['Token prices', 'USD per million tokens', ['Input', 'Output']],
      ['Per image', 'USD per image', ['Image']],
      ['Context', 'tokens', ['Context']],
    ])
  })

  it('omit secondary prices of zero, and keep free primary ones', () => {
    expect(
      linesOf(series('pricing.prompt', [1, '0']), series('pricing.input_cache_read', [1, '0'])).map(
        ({ field, steps }) => [field, steps[0]?.height, steps[0]?.text],
      ),
    ).toEqual([['pricing.prompt', 0, '$0']])
  })

  it('have gaps where a price is dynamic, absent or unknown, or the model was not available', () => {
    const cache = series('pricing.input_cache_read', [1, '-1'], [2, '0'], [3, '0.000001'], [4, null], [8, '0.000001'])
    expect(linesOf(cache)[0]?.steps.map(({ height, text }) => [height, text])).toEqual([
      [null, 'varies'],
      [null, '$0'],
      [1, '$1.00'],
      [null, 'not published'], // published no longer on day 4; removed from day 5 to 7
      [null, 'not available'],
      [null, 'not published'],
      [1, '$1.00'],
    ])
    expect(linesOf(completion)[0]?.steps.map(({ text }) => text)).toEqual(['$10.00', 'not available', '$8.00'])
    expect(linesOf(series('pricing.prompt', [1, null]))[0]?.steps[0]?.text).toBe('not published')
  })
})

describe('chart arrays', () => {
  it('contain each change twice, so that lines form steps, up to the given end', () => {
    const { xs, heights } = chartArrays(linesOf(prompt), 0, at(9))
    expect(xs).toEqual([at(1) / 1000, at(3) / 1000 - 0.001, at(3) / 1000, at(9) / 1000])
    expect(heights).toEqual([[5, 5, 2.5, 2.5]])
  })

  it('share the times of all lines, and keep gaps', () => {
    const { xs, heights } = chartArrays(linesOf(prompt, completion), 0, at(9))
    expect(xs).toHaveLength(8)
    expect(heights[1]).toEqual([10, 10, 10, 10, null, null, 8, 8])
  })

  it('begin at the start of the range, with the value of that time', () => {
    expect(chartArrays(linesOf(prompt), at(2), at(9))).toEqual({
      xs: [at(2) / 1000, at(3) / 1000 - 0.001, at(3) / 1000, at(9) / 1000],
      heights: [[5, 5, 2.5, 2.5]],
    })
    expect(chartArrays(linesOf(prompt), at(5), at(9))).toEqual({
      xs: [at(5) / 1000, at(9) / 1000],
      heights: [[2.5, 2.5]],
    })
  })

  it('are empty without lines', () => {
    expect(chartArrays([], 0, at(9))).toEqual({ xs: [], heights: [] })
  })

  it('end now, or shortly after the removal of the model', () => {
    expect(endOfChart([at(1), at(3)], null, at(100))).toBe(at(100))
    expect(endOfChart([at(1), at(26)], at(26), at(300))).toBe(at(27))
    expect(endOfChart([at(1), at(26)], at(26), at(26) + 5_000)).toBe(at(26) + 5_000)
  })
})

describe('the step at a time', () => {
  it('includes its start, and is none before the first', () => {
    const [first, second] = linesOf(prompt)[0]?.steps ?? []
    const steps = [first!, second!]
    expect([
      stepAt(steps, at(1) - 1),
      stepAt(steps, at(1)),
      stepAt(steps, at(3) - 1),
      stepAt(steps, at(3)),
      stepAt(steps, at(400)),
    ]).toEqual([undefined, first, first, second, second])
  })

  it('is found by binary search', () => {
    const times = Array.from({ length: 101 }, (_, nr) => nr * 10)
    expect([-1, 0, 9, 10, 555, 1000, 5000].map((time) => positionAt(times, time))).toEqual([-1, 0, 0, 1, 55, 100, 100])
  })

  it('is summarised for all lines until the next change of any', () => {
    const lines = linesOf(prompt, completion)
    const summary = summaryAt(lines, changeTimesOf(lines), 1)
    expect([summary.from, summary.to]).toEqual([at(3), at(5)])
    expect(stepSentence(summary)).toBe('From 3 Jan 2026 until 5 Jan 2026: Input $2.50 (−50 %), Output $10.00.')
    expect(stepSentence(summaryAt(lines, changeTimesOf(lines), 3))).toBe(
      'From 7 Jan 2026 until now: Input $2.50, Output $8.00.',
    )
  })

  it('has a percentage for each line that changed there from one known price to another', () => {
    const cache = series('pricing.input_cache_read', [1, '0.000001'], [3, '0.0000015'], [4, null], [5, '0.000001'])
    const lines = historyViews({ series: [prompt, cache], gaps: [] })[0]?.lines ?? []
    const percents = changeTimesOf(lines).map((_, position) =>
      summaryAt(lines, changeTimesOf(lines), position).values.map(({ percent }) => percent),
    )
    expect(percents).toEqual([
      [null, null],
      [-50, expect.closeTo(50)],
      [null, null],
      [null, null],
    ])
    const free = linesOf(series('pricing.prompt', [1, '0'], [3, '0.000001']))
    expect(summaryAt(free, changeTimesOf(free), 1).values[0]?.percent).toBeNull()
  })

  it('moves with the arrow keys within bounds', () => {
    expect([
      nextPosition('ArrowRight', null, 3),
      nextPosition('ArrowRight', 0, 3),
      nextPosition('ArrowRight', 2, 3),
    ]).toEqual([0, 1, 2])
    expect([
      nextPosition('ArrowLeft', null, 3),
      nextPosition('ArrowLeft', 0, 3),
      nextPosition('Home', 2, 3),
      nextPosition('End', 0, 3),
    ]).toEqual([2, 0, 0, 2])
    expect([nextPosition('a', 1, 3), nextPosition('ArrowLeft', null, 0)]).toEqual([null, null])
  })
})

describe('the labels of the time axis', () => {
  const splitsOf = (span: number, step: number): number[] => {
    const first = Math.ceil(at(4) / 1000 / step) * step
    return Array.from({ length: Math.floor(span / step) + 1 }, (_, nr) => first + nr * step)
  }

  it('depend on the distance of its marks', () => {
    const splits = [at(4) / 1000]
    expect([400 * 86_400, 30 * 86_400, 86_400, 3_600, 10].map((step) => axisLabels(splits, step)[0])).toEqual([
      '2026',
      'Jan 26',
      '4 Jan',
      '12:00',
      '12:00:00',
    ])
  })

  // Spans of history, with steps that a chart of them may have.
  it.each([
    ['30 seconds', 30, 5],
    ['a minute', 60, 10],
    ['an hour', 3_600, 600],
    ['a day', 86_400, 3 * 3_600],
    ['30 hours', 30 * 3_600, 6 * 3_600],
    ['two days', 2 * 86_400, 8 * 3_600],
    ['five days', 5 * 86_400, 12 * 3_600],
    ['a month', 30 * 86_400, 5 * 86_400],
    ['a year', 365 * 86_400, 61 * 86_400],
    ['five years', 5 * 365 * 86_400, 366 * 86_400],
  ])('never repeat in a history of %s', (_, span, step) => {
    const labels = axisLabels(splitsOf(span, step), step)
    expect(labels.length).toBeGreaterThan(2)
    expect(labels).not.toContain('')
    expect(new Set(labels).size).toBe(labels.length)
  })

  it('are left out rather than repeated', () => {
    expect(withoutRepeats(['1', '1', '2', '1'])).toEqual(['1', '', '2', ''])
  })
})

describe('the range of a chart', () => {
  const dayMs = 86_400_000
  it('is offered when the history is longer', () => {
    expect([1, 30, 31, 365, 366].map((days) => rangesOf(0, days * dayMs))).toEqual([
      ['all'],
      ['all'],
      ['30d', 'all'],
      ['30d', 'all'],
      ['30d', '1y', 'all'],
    ])
  })

  it('is read from the URL, and all by default', () => {
    const offered = ['30d', 'all'] as const
    expect(['30d', '1y', 'all', 'x', undefined].map((text) => parseRange(text, offered))).toEqual([
      '30d',
      'all',
      'all',
      'all',
      'all',
    ])
    expect([rangeText('30d'), rangeText('all')]).toEqual(['30d', undefined])
  })

  it('ends with the chart, and begins with the history at the earliest', () => {
    expect([
      startOfRange('all', 5, 100 * dayMs),
      startOfRange('30d', 5, 100 * dayMs),
      startOfRange('1y', 5, 100 * dayMs),
    ]).toEqual([5, 70 * dayMs, 5])
  })
})

describe('the change log', () => {
  it('says when a model was first and last seen, and when it was missing', () => {
    const format = (time: string) => time.slice(0, 10)
    const one = { first_seen: '2026-01-01T00:00:00Z', last_seen: '2026-03-01T00:00:00Z' }
    expect(
      seenSentences(
        { ...one, present: true, gaps: [{ from: '2026-02-01T00:00:00Z', to: '2026-02-03T00:00:00Z' }] },
        format,
      ),
    ).toEqual(['First seen on 2026-01-01.', 'Missing from 2026-02-01 to 2026-02-03.', 'Currently in the catalogue.'])
    expect(
      seenSentences({ ...one, present: false, gaps: [{ from: '2026-03-02T00:00:00Z', to: null }] }, format),
    ).toEqual(['First seen on 2026-01-01.', 'Last seen on 2026-03-01; no longer in the catalogue.'])
    expect(seenSentences({ present: true, first_seen: null, last_seen: null, gaps: [] }, format)).toEqual([
      'Not seen by any sync yet.',
    ])
  })

  it('counts versions without changes, except the first', () => {
    const change = { kind: 'renamed', field: 'name', before: 'a', after: 'b', percent: null, scheduled: false } as const
    const versions = [
      { observed_at: day(4), changes: [] },
      { observed_at: day(3), changes: [change] },
      { observed_at: day(1), changes: [] },
    ]
    expect(versionsWithChanges(versions)).toEqual({ changed: [versions[1]], otherCount: 1 })
  })
})
