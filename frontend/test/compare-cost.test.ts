import type { Model } from '@modelkeep/catalog/model/model'
import { parsePrice } from '@modelkeep/catalog/price/price'
import { describe, expect, it } from 'vitest'
import { comparisonCsv } from '../src/features/compare/comparison-csv.js'
import { comparisonOf } from '../src/features/compare/comparison.js'
import { fieldGroups } from '../src/features/compare/fact-fields.js'
import { monthlyCost } from '../src/shared/cost/monthly-cost.js'
import { cheapestFirst, costPer, multipleText, workloadFields } from '../src/features/compare/workload-fields.js'

const load = { inputTokens: 1000, cachedTokens: 0, outputTokens: 0, calls: 1000 }
const costOf = (of: Model) => monthlyCost(of, load, Date.parse('2026-08-04T12:00:00Z'))
const model = (id: string, prompt?: string): Model => ({
  id,
  name: id,
  architecture: { input_modalities: ['text'], output_modalities: ['text'] },
  pricing: { ...(prompt !== undefined && { prompt }), completion: prompt ?? '0.000001' },
})
const usd = (text: string) => {
  const price = parsePrice(text)
  if (price.kind !== 'known') throw new Error(text)
  return price.value
}
const relative = (...models: Model[]) => {
  const field = workloadFields(models, costOf, 'month').find(({ key }) => key === 'cost-relative')!
  return models.map((one) => field.cell(one)).map(({ text, bar }) => [text, bar])
}

describe('the cost', () => {
  it('is shown per day, month or year', () => {
    expect((['day', 'month', 'year'] as const).map((period) => costPer(period, usd('365')).toFixed())).toEqual([
      '12',
      '365',
      '4380',
    ])
  })

  it('is compared with the cheapest and the highest', () => {
    expect(relative(model('a/1', '0.000002'), model('a/2', '0.000001'), model('a/3', '0.000004'))).toEqual([
      ['2.0×', 0.5],
      ['1.0×', 0.25],
      ['4.0×', 1],
    ])
  })

  it('is not compared when it is unknown, the only one, or the cheapest is free', () => {
    expect(relative(model('a/1', '0.000001'), model('a/2'))).toEqual([
      ['–', undefined],
      ['–', undefined],
    ])
    expect(relative(model('a/1', '0.000001'), model('a/2', '-1'), model('a/3', '0.000002'))[1]).toEqual([
      '–',
      undefined,
    ])
    expect(relative(model('a/1', '0'), model('a/2', '0.000001'))).toEqual([
      ['–', 0],
      ['–', 1],
    ])
  })

  it.each([
    ['1', '1.0×'],
    ['3.44', '3.4×'],
    ['9.94', '9.9×'],
    ['9.96', '10×'],
    ['1234.4', '1,234×'],
  ])('%s times the cheapest is %s', (times, text) => expect(multipleText(usd(times))).toBe(text))

  it('sorts models, unknown costs last, equal ones in their order', () => {
    const models = [
      model('a/?'),
      model('a/3', '0.000003'),
      model('a/-', '-1'),
      model('a/1', '0.000001'),
      model('a/1b', '0.0000010'),
    ]
    expect(cheapestFirst(models, costOf).map(({ id }) => id)).toEqual(['a/1', 'a/1b', 'a/3', 'a/?', 'a/-'])
  })
})

it('downloads the comparison with exact values, and leaves out what is unknown', () => {
  const models = [model('a/1', '0.0000012345678'), model('=b/2')]
  const csv = comparisonCsv(models, comparisonOf(models, fieldGroups(models, costOf, 'year')))
  const lines = csv.split('\r\n')
  expect(lines[0]).toBe("group,property,a/1,'=b/2")
  expect(lines[1]).toBe('"Your workload, cost per year",Total,14.8148136,')
  expect(lines).toContain('"Prices, per million tokens",Input,1.2345678,')
})
