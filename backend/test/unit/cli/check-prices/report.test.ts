import { describe, expect, it } from 'vitest'
import { annotations } from '../../../../src/cli/check-prices/annotations.js'
import { summaryText } from '../../../../src/cli/check-prices/finding-text.js'
import { pricesReport } from '../../../../src/cli/check-prices/prices-report.js'
import { compared } from './compared.js'

const plain = { interactive: true, columns: 200, color: false }
const wrong = [
  'a/two,2.4,10',
  'b/gone,1,1',
  'a/too,1,1',
  'a/two,n/a,10,',
  'a/dynamic,0,0',
  'a/windows,4,10',
  'a/two,x,-1',
]

describe('the report of a price table', () => {
  it('has a line for everything that needs attention or cannot be compared, and the result', () => {
    const result = compared(wrong)
    result.prices[0]!.since = '2026-05-01T00:00:00.000Z'
    expect(pricesReport(result, plain).split('\n')).toEqual([
      'LINE  MODEL      STATUS        DETAIL',
      '   2  a/two      wrong         input_per_million 2.4 instead of 2.5 since 2026-05-01 (4 % too low)',
      '   3  b/gone     missing       removed on 2026-05-01',
      '   4  a/too      missing       not in the catalogue; similar: a/two',
      '   5             unreadable    the row has 4 cells; expected 3, as in the first line',
      '   6  a/dynamic  not compared  input_per_million: dynamic in the catalogue',
      '   6  a/dynamic  not compared  output_per_million: dynamic in the catalogue',
      '   7  a/windows  wrong         input_per_million 4 instead of 2 or 1, by the time of day',
      '   8  a/two      unreadable    input_per_million "x" is not a number; expected a number such as 2.5',
      '   8  a/two      wrong         output_per_million -1 instead of 10',
      '',
      '3 of 5 prices are wrong, 1 price cannot be read, 2 models are not in the catalogue, 1 row cannot be read.',
      'Not compared: 2 dynamic in the catalogue.',
    ])
  })
  it.each([
    [['a/two,2.5,10'], [], 'All 2 prices are right.'],
    [['a/two,2.5,'], [], 'The price is right.'],
    [['a/two,2.5,10', 'x/y,1,1'], [], 'All 2 prices are right, 1 model is not in the catalogue.'],
    [
      ['a/two,2.4,10'],
      [{ model: 'a/two', field: 'prompt', value: 2.4 }],
      '1 of 2 prices are right; 1 known deviation.',
    ],
    [['x/y,1,1'], [{ model: 'x/y', missing: true }], 'No price can be compared; 1 known deviation.'],
  ])('sums up %j with %j', (rows, known, expected) => {
    expect(summaryText(compared(rows, known))).toBe(expected)
  })
  it('tells the least difference, and a price that is as old as the model', () => {
    const result = compared(['a/two,2.50000001,10'])
    Object.assign(result.prices[0]!, { since: '2024-09-21T00:00:00.000Z', since_first_observation: true })
    expect(pricesReport(result, plain)).toContain(
      '2.50000001 instead of 2.5 since it was first seen on 2024-09-21 (less than 0.01 % too high)',
    )
  })
})

describe('the annotations of a price table', () => {
  const files = { table: 'conf/prices.csv', known: 'conf/known.json', workspace: null, cwd: '/repo' }
  it('are commands with the file and the line, escaped', () => {
    const result = compared(['a/two,2.4,10', '"x:\n%,y",1,1'], [{ model: 'z', missing: true }])
    result.corrections = []
    expect(annotations(result, { ...files, table: 'a,b:c%.csv' }).split('\n')).toEqual([
      '::error file=a%2Cb%3Ac%25.csv,line=2,title=Wrong price::a/two: input_per_million 2.4 instead of 2.5 (4 %25 too low)',
      '::error file=a%2Cb%3Ac%25.csv,line=3,title=Unknown model::x:%0A%25,y: not in the catalogue',
      '::warning file=conf/known.json,line=1,title=Unneeded known deviation::the known deviation of z has no effect: the table has no such row or price',
      '1 of 2 prices is wrong, 1 model is not in the catalogue.',
    ])
  })
  it('are notices for what was corrected', () => {
    const result = compared(['a/two,2.4,10'])
    result.prices[0]!.status = 'corrected'
    expect(annotations(result, files)).toBe(
      '::notice file=conf/prices.csv,line=2,title=Corrected price::a/two: input_per_million corrected from 2.4 to 2.5\n1 of 2 prices was wrong and corrected.',
    )
  })
  it.each([
    ['/repo', '/repo/sub', 'prices.csv', 'sub/prices.csv'],
    ['/repo', '/repo', '/repo/a/prices.csv', 'a/prices.csv'],
    ['/repo', '/other', 'prices.csv', 'prices.csv'],
    [null, '/repo/sub', 'prices.csv', 'prices.csv'],
  ])('have paths relative to the repository: %s, in %s: %s', (workspace, cwd, table, expected) => {
    expect(annotations(compared(['a/two,2.4,10']), { table, known: null, workspace, cwd })).toContain(
      `file=${expected},`,
    )
  })
})
