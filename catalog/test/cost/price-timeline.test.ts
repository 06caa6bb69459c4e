import { describe, expect, it } from 'vitest'
import { pricesAt, timelineOf } from '../../src/cost/price-timeline.js'
import type { Model } from '../../src/model/model.js'

const priced = (prompt: string, more: object = {}): Model => ({
  id: 'a/b',
  name: 'B',
  pricing: { prompt, completion: '1', ...more },
})
const at = (...states: [number, Model | null][]) =>
  timelineOf(states.map(([observedAt, model]) => ({ observedAt, model })))!

/** prompt price, from, to, observed at, certainty */
const row = (timeline: NonNullable<ReturnType<typeof timelineOf>>, moment: number) => {
  const { model, from, to, observedAt, certainty } = pricesAt(timeline, moment)
  return [model.pricing?.prompt, from, to, observedAt, certainty]
}

describe('the prices at a moment', () => {
  const timeline = at(
    [10, priced('1')],
    [20, priced('2')],
    [30, priced('2')],
    [40, null],
    [50, priced('2')],
    [60, priced('3')],
  )

  it('are those that were observed last, with their first and last moment', () => {
    expect(row(timeline, 10)).toEqual(['1', 10, 20, 10, 'observed'])
    expect(row(timeline, 19)).toEqual(['1', 10, 20, 10, 'observed'])
    expect(row(timeline, 20)).toEqual(['2', 20, 40, 20, 'observed'])
    expect(row(timeline, 35)).toEqual(['2', 20, 40, 30, 'observed'])
    expect(row(timeline, 50)).toEqual(['2', 50, 60, 50, 'observed'])
    expect(row(timeline, 1_000)).toEqual(['3', 60, null, 60, 'observed'])
  })

  it('are the first known ones before history, and the last known ones after a removal', () => {
    expect(row(timeline, 9)).toEqual(['1', 10, 20, 10, 'before_history'])
    expect(row(timeline, 40)).toEqual(['2', 20, 40, 30, 'after_removal'])
    expect(row(at([10, null], [20, priced('1')]), 15)).toEqual(['1', 20, null, 20, 'before_history'])
    expect(row(at([10, priced('1')], [20, null]), 99)).toEqual(['1', 10, 20, 10, 'after_removal'])
  })

  it('are the later ones of two observations at one time', () => {
    expect(row(at([10, priced('1')], [20, priced('2')], [20, priced('3')]), 20)).toEqual([
      '3',
      20,
      null,
      20,
      'observed',
    ])
  })
})

it('keeps one period over moves between the windows of a schedule', () => {
  const overrides = [
    { utc_start: 0, utc_end: 1200, prompt: '1' },
    { utc_start: 1200, utc_end: 2400, prompt: '2' },
  ]
  const timeline = at(
    [10, priced('1', { overrides })],
    [20, priced('2', { overrides })],
    [30, priced('5', { overrides })],
  )
  expect(row(timeline, 25)).toEqual(['2', 10, 30, 20, 'observed'])
})

it('compares prices as decimals, every key, and tiers', () => {
  const same = at([10, priced('1.0')], [20, priced('1')])
  expect(row(same, 25)).toEqual(['1', 10, null, 20, 'observed'])
  for (const more of [{ web_search: '1' }, { overrides: [{ min_prompt_tokens: 5, prompt: '2' }] }])
    expect(pricesAt(at([10, priced('1')], [20, priced('1', more)]), 25).from).toBe(20)
})

it('has no prices of a model that was never listed', () => {
  expect(timelineOf([])).toBeNull()
  expect(timelineOf([{ observedAt: 1, model: null }])).toBeNull()
})
