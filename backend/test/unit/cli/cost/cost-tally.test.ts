import { describe, expect, it } from 'vitest'
import { invalidRow } from '@modelkeep/catalog/cost/cost-row'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { createCostTally, type TallyOptions } from '../../../../src/cli/cost/cost-tally.js'
import { createCostProgress } from '../../../../src/cli/cost/cost-progress.js'
import type { Comparison } from '../../../../src/cli/cost/comparison.js'
import type { PricedRow } from '../../../../src/cli/cost/price-batch.js'

const priced = (cost: string, more: Partial<CostRow> = {}): CostRow => ({
  ...invalidRow(null, { code: 'invalid_row', message: '' }),
  model_id: 'a/b',
  certainty: 'observed',
  cost,
  error: null,
  ...more,
})
const rowOf = (line: number, result: CostRow, more: Partial<PricedRow> = {}): PricedRow => ({
  line,
  nr: line,
  calledAt: '2026-05-01T00:00:00.000Z',
  result,
  whatIf: [],
  comparison: null,
  ...more,
})
function tallyOf(
  rows: readonly PricedRow[],
  options: Partial<TallyOptions> = {},
): ReturnType<ReturnType<typeof createCostTally>['result']> {
  const tally = createCostTally({ by: ['model'], whatIf: [], compares: false, keep: 2, ...options })
  for (const row of rows) tally.add(row)
  return tally.result()
}

describe('the tally of priced rows', () => {
  it('keeps the first rows that failed, and counts all', () => {
    const failed = (line: number): PricedRow => rowOf(line, invalidRow(null, { code: 'invalid_time', message: 'bad' }))
    const { failures, failureCounts, total } = tallyOf([2, 3, 4, 5].map(failed))
    expect(failures.map(({ line }) => line)).toEqual([2, 3])
    expect(failureCounts).toEqual([{ code: 'invalid_time', rows: 4 }])
    expect(total).toMatchObject({ rows: 4, unpriced: 4 })
  })

  it('counts notes once each, without the number of requests of a row', () => {
    const mean = (count: number): string =>
      `Prices depend on the size of each prompt: the mean of ${count} requests is used.`
    const rows = [2, 3, 4].map((count) => rowOf(count, priced('1', { notes: [mean(count)] })))
    expect(tallyOf(rows).notes).toEqual([
      { text: 'Prices depend on the size of each prompt: the mean of the requests of a row is used.', rows: 3 },
    ])
  })

  it('keeps the rows whose figures differ most', () => {
    const comparison = (difference: string): Comparison => ({ theirs: '1', difference, percent: 1, cause: 'unknown' })
    const rows = Array.from({ length: 20 }, (_, nr) =>
      rowOf(nr, priced('1'), { comparison: comparison(String(nr % 2 === 0 ? nr : -nr)) }),
    )
    const { comparison: found } = tallyOf(rows, { compares: true })
    expect(found?.largest.map(({ line }) => line)).toEqual([19, 18])
    expect(found?.causes).toMatchObject([{ cause: 'unknown', rows: 20 }])
    expect(found?.causes[0]?.difference.toFixed()).toBe('-10')
  })

  it('adds up by the time of the call, in order, and then by cost', () => {
    const june = { calledAt: '2026-06-02T00:00:00.000Z' }
    const rows = [
      rowOf(1, priced('1'), june),
      rowOf(2, priced('2', { model_id: 'a/c' }), june),
      rowOf(3, priced('0.5')),
    ]
    expect(tallyOf(rows, { by: ['month', 'model'] }).groups.map(({ keys, cost }) => [...keys, cost.toFixed()])).toEqual(
      [
        ['2026-05', 'a/b', '0.5'],
        ['2026-06', 'a/c', '2'],
        ['2026-06', 'a/b', '1'],
      ],
    )
  })

  it('compares what a model would cost with the rows that it has a cost for', () => {
    const missing = { ...priced('1'), cost: null, error: { code: 'unknown_price' as const, message: 'no price' } }
    const rows = [rowOf(1, priced('1'), { whatIf: [priced('3')] }), rowOf(2, priced('5'), { whatIf: [missing] })]
    const [sums] = tallyOf(rows, { whatIf: ['a/x'] }).whatIf
    expect(sums).toMatchObject({ model: 'a/x', rows: 1, unpriced: 1, firstProblem: 'no price' })
    expect([sums?.cost.toFixed(), sums?.otherCost.toFixed()]).toEqual(['1', '3'])
  })
})

describe('the progress of a long file', () => {
  it('is a bar on a terminal after a second, and is removed at the end', () => {
    const written: string[] = []
    let now = 0
    const progressOn = (isTTY: boolean): ReturnType<typeof createCostProgress> =>
      createCostProgress(100, {
        stream: { isTTY, write: (text: string) => written.push(text) },
        color: false,
        clock: { now: () => now },
      })
    const progress = progressOn(true)
    progress.onBytes(50)
    progress.onRows(10)
    progress.clear()
    expect(written).toEqual([])
    now = 2_000
    progress.onRows(10)
    progress.onRows(10)
    expect(written).toEqual([`\r\u001B[K 50% ${'█'.repeat(12)}${'░'.repeat(12)} 20 rows, 10/s, 2 s left`])
    progress.clear()
    expect(written.at(-1)).toBe('\r\u001B[K')
    const silent = progressOn(false)
    now = 9_000
    silent.onRows(1)
    silent.clear()
    expect(written).toHaveLength(2)
  })
})
