import { compareTable } from '@modelkeep/catalog/price-table/compare-table'
import { readKnownDeviations } from '@modelkeep/catalog/price-table/known-deviations'
import type { ComparedTable } from '@modelkeep/catalog/price-table/price-findings'
import { readPriceTable } from '@modelkeep/catalog/price-table/read-price-table'
import type { Model } from '@modelkeep/catalog/model/model'
import { exampleModel } from '../../../helpers/fake-upstream.js'

const windows = [
  { utc_start: 0, utc_end: 800, prompt: '0.000001' },
  { utc_start: 800, utc_end: 2400, prompt: '0.000002' },
]
const models = [
  exampleModel('a/two', { pricing: { prompt: '0.0000025', completion: '0.00001' } }),
  exampleModel('a/dynamic', { pricing: { prompt: '-1', completion: '-1' } }),
  exampleModel('a/windows', { pricing: { prompt: '0.000002', completion: '0.00001', overrides: windows } }),
] as unknown as Model[]

/** Compares a table in CSV with a small catalogue. */
export function compared(rows: readonly string[], known: object[] = []): ComparedTable {
  const text = ['model,input_per_million,output_per_million', ...rows].join('\n')
  return compareTable(readPriceTable(text, { paths: null, unit: null }), {
    present: new Map(models.map((model) => [model.id, model])),
    removed: new Map([['b/gone', { ...models[0]!, id: 'b/gone', removed_at: '2026-05-01T10:00:00.000Z' }]]),
    prefix: null,
    known: readKnownDeviations(JSON.stringify(known)),
  })
}
