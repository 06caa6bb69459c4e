import fc from 'fast-check'
import Papa from 'papaparse'
import { describe, expect, it } from 'vitest'
import { csvRows } from '../../src/price-table/csv-cells.js'
import { pricesOf, readTable, tableError } from './read-table.js'

const twoPrices = { 'openai/gpt-4o': ['prompt 2.5 per-million', 'completion 10 per-million'] }

describe('a price table in CSV', () => {
  it.each([
    ['plain', 'model,input_per_million,output_per_million\nopenai/gpt-4o,2.5,10\n'],
    ['CRLF, and no end of the last line', 'model,input_per_million,output_per_million\r\nopenai/gpt-4o,2.5,10'],
    ['a byte order mark and quotes', '\uFEFF"Model","Input ($/1M)","Output ($/1M)"\n"openai/gpt-4o","$2.50","10"\n'],
    ['semicolons and another order', 'output_mtok;input_mtok;note;model\n10;2.5;"a;""b""\nc";openai/gpt-4o'],
    ['tabs', 'Model ID\tinput per 1M\toutput per 1M\nopenai/gpt-4o\t2.5\t10'],
    ["Excel's line for the separator", 'sep=;\nmodel;input_per_million;output_per_million\nopenai/gpt-4o;2.5;10'],
    ['empty rows', 'model,input_per_million,output_per_million\n,,\n\nopenai/gpt-4o,2.5,10\n,,\n'],
  ])('with %s', (_, text) => {
    const prices = pricesOf(readTable(text))
    expect({ 'openai/gpt-4o': prices['openai/gpt-4o']?.toSorted().toReversed() }).toEqual(twoPrices)
  })
  it('is read with the columns and units that are named', () => {
    const text = 'engine,in,out\nopenai/gpt-4o,2.5,10\n'
    const paths = 'engine,in:prompt:per-million,OUT:completion:per-million'
    expect(pricesOf(readTable(text, { paths }))).toEqual(twoPrices)
    expect(pricesOf(readTable('model,in,out\nopenai/gpt-4o,2.5,10', { unit: 'per-million' }))).toEqual(twoPrices)
  })
  it('reports rows that cannot be read, with their lines, and names that are not compared', () => {
    const table = readTable(
      'model,input_per_million,input_cost_flex\r\na/x,1\r\n,2,1\r\n"a/\r\ny",1,1\r\n"a/z"x,1,1\r\na/v,"n/a",1\r\n"a/w,1,1\r\n',
    )
    expect(table.problems).toEqual([
      { line: 2, message: 'the row has 2 cells; expected 3, as in the first line' },
      { line: 3, message: 'the row has no id in the column model' },
      { line: 6, message: 'not valid CSV: there is text after a closing quote' },
      { line: 8, message: 'not valid CSV: a quote does not end' },
    ])
    expect(table.rows[0]?.ignored).toEqual(['input_cost_flex'])
    expect(table.rows.map(({ line }) => line)).toEqual([4, 7])
  })
  it('has the place of every number in the text', () => {
    const text = '\uFEFF"model","input_per_million"\r\n"a/x"," $2.50 "\r\n'
    const [cell] = readTable(text).rows[0]!.cells
    expect(text.slice(cell!.start, cell!.end)).toBe('2.50')
    expect(cell!.line).toBe(2)
  })
  it.each([
    ['name,price\na/x,1', 'the first line has no column for the prices'],
    ['x,input_per_million\na/x,1', 'the first line has no column for the model'],
    ['model,input\na/x,1', 'the unit of input is not known'],
    [',,\n,,', 'the file has only empty rows'],
    ['hello', 'the first line has no column for the model'],
    ['model,input_per_million,input_per_million\na/x,1,2', 'the first line has "input_per_million" twice'],
    ['model,model,input_per_million\na/x,a/y,2', 'the first line has "model" twice'],
  ])('%j cannot be read', (text, message) => expect(tableError(text)).toContain(message))
  it('cannot be read with a column that it does not have', () => {
    expect(tableError('model,in\na/x,1', { paths: 'model,on:prompt:per-million' })).toBe(
      'there is no column "on"; the first line has "model", "in"',
    )
  })
})

describe('the cells of CSV', () => {
  it('are those that Papa Parse reads', () => {
    const cell = fc.oneof(
      fc.stringMatching(/^[a-z0-9 .$]{0,6}$/),
      fc
        .string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a', ' ', ';'), maxLength: 6 })
        .map((text) => `"${text.replaceAll('"', '""')}"`),
    )
    const row = fc.array(cell, { minLength: 1, maxLength: 4 }).map((cells) => cells.join(','))
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), fc.constantFrom('\n', '\r\n'), (rows, newline) => {
        const text = rows.join(newline)
        const expected = Papa.parse<string[]>(text, { delimiter: ',', newline }).data
        const read = csvRows(text, ',').map(({ cells }) => cells.map(({ value }) => value))
        // Papa Parse counts what follows the last line end, or an empty text, as a row.
        expect(read).toEqual(text === '' || text.endsWith(newline) ? expected.slice(0, read.length) : expected)
        for (const { cells } of csvRows(text, ','))
          for (const { raw, start, end } of cells) expect(text.slice(start, end)).toBe(raw)
      }),
    )
  })
})
