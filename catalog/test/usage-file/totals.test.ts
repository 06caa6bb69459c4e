import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { invalidRow, pricedRow } from '../../src/cost/cost-row.js'
import { readCostRequest } from '../../src/cost/read-cost-request.js'
import { createTotals } from '../../src/cost/totals.js'
import type { CostRow, CostTotals } from '../../src/contract/cost.js'
import { createBatcher, resultsOf, type Batch } from '../../src/usage-file/batches.js'
import type { UsageFileRow } from '../../src/usage-file/usage-file.js'
import { readFile } from './read-file.js'

const now = Date.parse('2026-08-22T12:00:00Z')
const pricing = { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125' }

function price(batch: Batch): CostRow[] {
  return batch.requests.map((row) => {
    const request = readCostRequest(row, now)
    const model = { id: request.model, name: 'A', pricing }
    const prices = { model, from: 0, to: null, observedAt: 0, certainty: 'observed' } as const
    return pricedRow(request, { id: request.model, note: null }, prices)
  })
}

function batchesOf(rows: readonly UsageFileRow[]): Batch[] {
  const batcher = createBatcher()
  return [...rows.map(batcher.add), batcher.end()].filter((batch) => batch !== null)
}

function totalsOf(batches: readonly Batch[]): { totals: CostTotals; results: CostRow[] } {
  const results: CostRow[] = []
  const totals = createTotals()
  for (const { result } of batches.flatMap((batch) => resultsOf(batch, price(batch)))) {
    totals.add(result)
    results.push(result)
  }
  return { totals: totals.result(), results }
}

const cell = fc.oneof(fc.nat(10_000).map(String), fc.constantFrom('', 'x', '1,234', '"1,000"', '"4\n"'))
const csvLine = fc
  .tuple(
    fc.constantFrom('a/b', 'a/c', '"a/d"', ''),
    fc.constantFrom('2026-05-01', '2026-06-02 10:00:00', 'bad'),
    cell,
    cell,
  )
  .map((cells) => cells.join(','))
const csv = fc
  .tuple(fc.array(csvLine, { maxLength: 30 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => `model,at,prompt_tokens,completion_tokens${end}${lines.join(end)}`)
const record = fc.record(
  {
    model: fc.constantFrom('a/b', 'ä"\\/[{', ''),
    at: fc.constantFrom('2026-05-01T00:00:00Z', 7),
    prompt_tokens: fc.oneof(fc.nat(9_999), fc.constant('x')),
    completion_tokens: fc.nat(9_999),
    nested: fc.json(),
  },
  { requiredKeys: ['model', 'prompt_tokens'] },
)
const json = fc.oneof(
  fc.array(record).map((rows) => JSON.stringify(rows)),
  fc.array(record).map((rows) => JSON.stringify(rows, null, 2)),
  fc.array(record, { minLength: 1 }).map((rows) => rows.map((row) => JSON.stringify(row)).join('\r\n')),
)

describe('the totals of a usage file', () => {
  it('do not depend on how the file is cut', () => {
    fc.assert(
      fc.property(fc.oneof(csv, json), fc.array(fc.nat(2_000), { maxLength: 8 }), (text, cuts) => {
        const whole = readFile(text)
        const cut = readFile(
          text,
          {},
          cuts.map((at) => Math.min(at, text.length)),
        )
        expect(cut).toEqual(whole)
      }),
    )
  })

  it('are those of all rows together, however they are split into batches', () => {
    fc.assert(
      fc.property(csv, fc.integer({ min: 1, max: 7 }), (text, size) => {
        const { rows } = readFile(text)
        const parts = Array.from({ length: Math.ceil(rows.length / size) }, (_, at) =>
          rows.slice(at * size, (at + 1) * size),
        )
        const split = totalsOf(parts.flatMap(batchesOf))
        const together = totalsOf(batchesOf(rows))
        expect(split.results).toEqual(together.results)
        expect(split.totals).toEqual(together.totals)
        expect(split.totals.rows).toBe(rows.length)
      }),
    )
  })

  it('are of every row: one that cannot be read has no cost, and keeps its place', () => {
    const { rows } = readFile(
      'Generation ID,model_permaslug,at,prompt_tokens\n1,a/b,2026-05-01,10\n2,a/b,bad,10\n3,a/b,2026-06-01,20',
    )
    const [batch] = batchesOf(rows)
    expect(
      resultsOf(batch!, price(batch!)).map(({ line, result: { id, model, cost, error } }) => [
        line,
        id,
        model,
        cost,
        error?.code,
      ]),
    ).toEqual([
      [2, '1', 'a/b', '0.000025', undefined],
      [3, '2', 'a/b', null, 'invalid_time'],
      [4, '3', 'a/b', '0.00005', undefined],
    ])
    const { totals } = totalsOf(batchesOf(rows))
    expect(totals).toMatchObject({ rows: 3, unpriced: 1, cost: '0.000075' })
  })
})

describe('batches', () => {
  it('have at most 1,000 rows and 1 MB', () => {
    const rows = Array.from({ length: 2_500 }, () => '{"model":"a/b","usage":{"prompt_tokens":1}}').join('\n')
    const batches = batchesOf(readFile(rows).rows)
    expect(batches.map((batch) => batch.rows.length)).toEqual([1_000, 1_000, 500])
    expect(batches.map(({ body }) => (JSON.parse(body) as unknown[]).length)).toEqual([1_000, 1_000, 500])
    const long = JSON.stringify({ model: 'a/b', usage: { prompt_tokens: 1, x: 'ä€😀'.repeat(30_000) } })
    const large = batchesOf(readFile(`${long}\n${long}\n${long}\n${long}`).rows)
    expect(large.map((batch) => batch.rows.length)).toEqual([3, 1])
    for (const { body } of large) expect(Buffer.byteLength(body)).toBeLessThan(1_000_001)
  })

  it('name the model and the call of a row that the service cannot read', () => {
    const [batch] = batchesOf(readFile('[{"id":"x","model":"a/b","at":"2030-01-01","prompt_tokens":1}]').rows)
    const refused = invalidRow({}, { code: 'invalid_time', message: 'in the future' })
    expect(resultsOf(batch!, [refused])[0]?.result).toMatchObject({ id: 'x', model: 'a/b', cost: null })
  })

  it('refuse a row that is larger', () => {
    const [batch] = batchesOf(readFile(JSON.stringify({ model: 'a/b', usage: { x: 'ä'.repeat(600_000) } })).rows)
    expect(batch?.body).toBe('[]')
    expect(resultsOf(batch!, [])[0]?.result.error?.message).toBe('the row is larger than 1 MB')
  })
})
