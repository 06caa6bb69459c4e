import { Big } from 'big.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costRowSchema, costTotalsSchema, type CostRow } from '../../src/contract/cost.js'
import { invalidRow, pricedRow, unpricedRow, type RowPrices } from '../../src/cost/cost-row.js'
import { CostRequestError, readCostRequest } from '../../src/cost/read-cost-request.js'
import { createTotals } from '../../src/cost/totals.js'
import type { Model } from '../../src/model/model.js'
import * as real from './real-usage.js'

const now = Date.parse('2026-08-22T12:00:00Z')
const usage = { prompt_tokens: 10, completion_tokens: 5 }

function errorOf(row: unknown): CostRequestError {
  let thrown: unknown
  try {
    readCostRequest(row, now)
  } catch (error) {
    thrown = error
  }
  if (thrown instanceof CostRequestError) return thrown
  throw new Error(`expected a CostRequestError for ${JSON.stringify(row)}`)
}

describe('a row to price', () => {
  it('has a model, a usage, and optionally an id, a time and a shape', () => {
    expect(readCostRequest({ id: 7, model: 'a/b', at: '2026-05-01', usage, shape: 'plain' }, now)).toMatchObject({
      id: 7,
      model: 'a/b',
      at: Date.parse('2026-05-01T00:00:00Z'),
      shape: 'plain',
    })
    expect(readCostRequest({ model: 'a/b', usage }, now)).toMatchObject({ at: now, shape: 'plain' })
    expect(readCostRequest({ model: 'a/b', usage, shape: null, id: null }, now).id).toBeUndefined()
  })

  it('has a time in RFC 3339, or Unix seconds or milliseconds', () => {
    const times = ['2026-05-01T14:00:00+02:00', 1_777_636_800, 1_777_636_800_000, 1_777_636_800.25]
    const read = times.map((at) => new Date(readCostRequest({ model: 'a/b', usage, at }, now).at).toISOString())
    expect(read).toEqual([
      '2026-05-01T12:00:00.000Z',
      '2026-05-01T12:00:00.000Z',
      '2026-05-01T12:00:00.000Z',
      '2026-05-01T12:00:00.250Z',
    ])
  })

  it('names what is wrong', () => {
    const cases: [unknown, string, RegExp][] = [
      ['text', 'invalid_row', /^the row is "text"; expected an object/],
      [null, 'invalid_row', /^the row is null/],
      [[], 'invalid_row', /^the row is a list/],
      [{ usage }, 'invalid_row', /^model is undefined; expected a model id/],
      [{ id: {}, model: 'a/b', usage }, 'invalid_row', /^id is an object; expected a number, or a text/],
      [{ id: 'x'.repeat(301), model: 'a/b', usage }, 'invalid_row', /^id is "x{39}…; expected/],
      [{ model: '', usage }, 'invalid_row', /^model is ""/],
      [{ model: 'x'.repeat(301), usage }, 'invalid_row', /^model is "x{39}…/],
      [{ model: 'a/b', usage, att: '2026-01-01' }, 'invalid_row', /^unknown field "att"; expected id, model, at/],
      [{ model: 'a/b', usage, shape: 'openai' }, 'invalid_row', /^shape is "openai"; expected one of openai-chat/],
      [{ model: 'a/b' }, 'invalid_usage', /^usage is undefined/],
      [{ model: 'a/b', usage: { prompt_tokens: 1, input_tokens: 1 } }, 'ambiguous_usage', /both given/],
      ...['yesterday', '2026-05-01T12:00:00', '2026-02-30', -1, {}, true, null, ''].map(
        (at): [unknown, string, RegExp] => [{ model: 'a/b', usage, at }, 'invalid_time', /^at is /],
      ),
      [{ model: 'a/b', usage, at: '2014-12-31' }, 'invalid_time', /before 2015/],
      [{ model: 'a/b', usage, at: '2026-08-22T12:01:01Z' }, 'invalid_time', /in the future/],
    ]
    for (const [row, code, message] of cases) {
      const error = errorOf(row)
      expect(error.code, JSON.stringify(row)).toBe(code)
      expect(error.message).toMatch(message)
    }
  })

  it('may be a little ahead of our clock, and is then priced as of now', () => {
    expect(readCostRequest({ model: 'a/b', usage, at: '2026-08-22T12:00:59Z' }, now).at).toBe(now)
  })
})

const model: Model = {
  id: 'a/b',
  name: 'B',
  pricing: {
    prompt: '0.01',
    completion: '0.1',
    overrides: [{ min_prompt_tokens: 100, utc_start: 0, utc_end: 2400, prompt: '0.02' }],
  },
  architecture: { output_modalities: ['text'] },
}
const prices: RowPrices = { model, from: now - 5, to: now + 5, observedAt: now - 1, certainty: 'observed' }
const request = (extra: object = {}) => readCostRequest({ id: 'x', model: 'b', usage, ...extra }, now)

describe('the row that answers', () => {
  it('has the cost with its parts, and the price that applied', () => {
    const row = pricedRow(request(), { id: 'a/b', note: 'b is a/b.' }, prices)
    expect(costRowSchema.parse(row)).toEqual(row)
    expect(row).toEqual({
      id: 'x',
      model: 'b',
      model_id: 'a/b',
      at: '2026-08-22T12:00:00.000Z',
      cost: '0.6',
      parts: [
        { kind: 'input', quantity: 10, price_key: 'prompt', unit_price: '0.01', amount: '0.1' },
        { kind: 'output', quantity: 5, price_key: 'completion', unit_price: '0.1', amount: '0.5' },
      ],
      price: {
        source: 'openrouter',
        from: '2026-08-22T11:59:59.995Z',
        to: '2026-08-22T12:00:00.005Z',
        observed_at: '2026-08-22T11:59:59.999Z',
        tier: null,
        window: null,
      },
      certainty: 'observed',
      shape: 'plain',
      notes: ['b is a/b.'],
      reported_cost: null,
      difference: null,
      error: null,
    })
  })

  it('names the tier and the window', () => {
    const row = pricedRow(
      request({ usage: { prompt_tokens: 101 } }),
      { id: 'a/b', note: null },
      { ...prices, from: null, to: null },
    )
    expect(row.price).toMatchObject({
      from: null,
      to: null,
      tier: { min_prompt_tokens: 100 },
      window: { utc_start: 0, utc_end: 2400 },
    })
    expect(costRowSchema.parse(row)).toEqual(row)
  })

  it('compares the cost with the one that the provider reports', () => {
    const row = pricedRow(request({ usage: { ...real.openrouter, cost: 2 } }), { id: 'a/b', note: null }, prices)
    expect([row.cost, row.reported_cost, row.difference]).toEqual(['4.08', '2', '2.08'])
  })

  it('names counts that are not known', () => {
    const row = pricedRow(request({ usage: { ...real.openaiChat, new_tokens: 1 } }), { id: 'a/b', note: null }, prices)
    expect(row.notes.at(-1)).toBe('new_tokens in the usage is not a known count: not billed.')
  })

  it('has no cost, and the reason, when the price is dynamic', () => {
    const dynamic = { ...model, pricing: { prompt: '-1', completion: '-1' } }
    const row = pricedRow(request(), { id: 'a/b', note: null }, { ...prices, model: dynamic })
    expect(row).toMatchObject({ cost: null, parts: [], certainty: 'observed', error: { code: 'dynamic_price' } })
    expect(costRowSchema.parse(row)).toEqual(row)
  })

  it('has what could be read of a row that fails', () => {
    const unknown = unpricedRow(request(), { code: 'unknown_model', message: 'no model b' })
    expect(unknown).toMatchObject({
      id: 'x',
      model: 'b',
      cost: null,
      certainty: 'unknown',
      error: { code: 'unknown_model' },
    })
    const invalid = invalidRow({ id: 3, model: 5 }, { code: 'invalid_row', message: 'model is 5' })
    expect(invalid).toMatchObject({ id: 3, model: null, cost: null, error: { code: 'invalid_row' } })
    for (const row of [unknown, invalid]) expect(costRowSchema.parse(row)).toEqual(row)
  })
})

describe('totals', () => {
  const rows = fc.array(
    fc.record({
      model_id: fc.constantFrom(null, 'a/b', 'c/d'),
      at: fc.constantFrom(null, '2026-05-01T23:59:59.999Z', '2026-05-02T00:00:00.000Z'),
      cost: fc.oneof(
        fc.constant(null),
        fc.tuple(fc.nat(), fc.nat(25)).map(([digits, places]) => new Big(`${digits}e-${places}`).toFixed()),
      ),
    }),
  )
  const totalsOf = (all: readonly Pick<CostRow, 'model_id' | 'at' | 'cost'>[]) => {
    const totals = createTotals()
    for (const row of all) totals.add(row)
    return totals.result()
  }
  const sum = (all: readonly { cost: string | null }[]) =>
    all.reduce((total, { cost }) => total.plus(cost ?? 0), new Big(0)).toFixed()

  it('equal the sum of their rows to the last digit: overall, by model, by day', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const totals = totalsOf(all)
        expect(costTotalsSchema.parse(totals)).toEqual(totals)
        expect(totals.cost).toBe(sum(all))
        expect([totals.rows, totals.unpriced]).toEqual([all.length, all.filter(({ cost }) => cost === null).length])
        for (const { model_id: id, cost, rows: number } of totals.by_model) {
          const own = all.filter((row) => row.model_id === id)
          expect([cost, number]).toEqual([sum(own), own.length])
        }
        for (const { day, cost, rows: number } of totals.by_day) {
          const own = all.filter(({ at }) => at?.startsWith(day))
          expect([cost, number]).toEqual([sum(own), own.length])
        }
        expect(totals.by_model.map(({ model_id: id }) => id).toSorted()).toEqual(
          [...new Set(all.flatMap(({ model_id: id }) => id ?? []))].toSorted(),
        )
      }),
    )
  })

  it('do not change when a file is split', () => {
    fc.assert(
      fc.property(rows, fc.nat(), (all, at) => {
        const middle = at % (all.length + 1)
        const parts = [totalsOf(all.slice(0, middle)), totalsOf(all.slice(middle))]
        expect(sum(parts)).toBe(totalsOf(all).cost)
      }),
    )
  })

  it('list the most expensive model first, and days in order', () => {
    const { by_model: models, by_day: days } = totalsOf([
      { model_id: 'a/b', at: '2026-05-02T00:00:00.000Z', cost: '1' },
      { model_id: 'c/d', at: '2026-05-01T00:00:00.000Z', cost: '2' },
    ])
    expect(models.map(({ model_id: id }) => id)).toEqual(['c/d', 'a/b'])
    expect(days.map(({ day }) => day)).toEqual(['2026-05-01', '2026-05-02'])
  })

  it('are zero, not null, without rows', () => {
    expect(totalsOf([])).toEqual({ rows: 0, unpriced: 0, cost: '0', by_model: [], by_day: [] })
  })
})
