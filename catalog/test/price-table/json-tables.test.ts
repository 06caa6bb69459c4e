import { describe, expect, it } from 'vitest'
import { pricesOf, readTable, tableError } from './read-table.js'

const twoPrices = { 'openai/gpt-4o': ['prompt 2.5 per-million', 'completion 10 per-million'] }

describe('a price table in JSON', () => {
  it('is a LiteLLM map', () => {
    const table = readTable(`{
 "sample_spec": { "input_cost_per_token": 0.0, "litellm_provider": "one of …" },
 "openrouter/openai/gpt-4o": {
  "output_cost_per_token": 1e-05,
  "input_cost_per_token": 2.5e-06,
  "litellm_provider": "openrouter", "mode": "chat",
  "input_cost_per_token_batches": 1e-06
 }
}`)
    expect(table).toMatchObject({ shape: 'LiteLLM map', idColumn: '*' })
    expect(table.rows[1]).toMatchObject({
      model: 'openrouter/openai/gpt-4o',
      line: 3,
      provider: 'openrouter',
      ignored: ['input_cost_per_token_batches'],
      cells: [
        { text: '2.5e-06', line: 5 },
        { text: '1e-05', line: 4 },
      ],
    })
  })
  it.each([
    ['a list', '[{"id":"openai/gpt-4o","input_per_million":2.5,"output_per_million":10}]', '[].id'],
    [
      'a list in an object, with wrapped prices',
      '{"version":2,"models":[{"name":"GPT-4o","id":"openai/gpt-4o","pricesPerMillion":{"input":2.5,"output":"10"}}]}',
      'models[].id',
    ],
    ['a map', '{"openai/gpt-4o":{"inputPerMTok":2.5,"outputPerMTok":10.0,"reasoning":true}}', '*'],
    [
      'a list whose names have dots',
      '[{"id":"openai/gpt-4o","price.input_per_million":2.5,"prices":{"output.mtok":10}}]',
      '[].id',
    ],
    [
      'a map in an object',
      '{"defaults":{},"models":{"openai/gpt-4o":{"input_mtok":2.5,"output_mtok":1e1}}}',
      'models.*',
    ],
  ])('is %s', (_, text, idColumn) => {
    const table = readTable(text)
    expect(table.idColumn).toBe(idColumn)
    expect(pricesOf(table)).toEqual(twoPrices)
  })
  it("is OpenRouter's own list", () => {
    const text = '{"data":[{"id":"openai/gpt-4o","pricing":{"prompt":"0.0000025","web_search":"0.01"}}]}'
    expect(pricesOf(readTable(text))).toEqual({
      'openai/gpt-4o': ['prompt 0.0000025 per-token', 'web_search 0.01 per-token'],
    })
  })
  it("has the unit that is given, also in the shape of OpenRouter's own list", () => {
    const text = '{"data":[{"id":"openai/gpt-4o","pricing":{"prompt":"2.5","completion":"10"}}]}'
    expect(pricesOf(readTable(text, { unit: 'per-million' }))).toEqual(twoPrices)
  })
  it('is any list or map with named paths', () => {
    const list = '{"models":[{"id":"openai/gpt-4o","prices":{"in":2.5,"out":10}}]}'
    const paths = 'models[].id,prices.in:prompt:per-million,models[].prices.out:completion:per-million'
    expect(pricesOf(readTable(list, { paths }))).toEqual(twoPrices)
    const map = '{"a":{"b":{"openai/gpt-4o":{"x":2.5,"y":10}}}}'
    expect(pricesOf(readTable(map, { paths: 'a.b.*,x:prompt,y:completion', unit: 'per-million' }))).toEqual(twoPrices)
    const proxy =
      '{"model_list":[{"model_name":"x","litellm_params":{"model":"openrouter/openai/gpt-4o","input_cost_per_token":1e-6}}]}'
    expect(
      pricesOf(readTable(proxy, { paths: 'model_list[].litellm_params.model,litellm_params.input_cost_per_token' })),
    ).toEqual({ 'openrouter/openai/gpt-4o': ['prompt 0.000001 per-token'] })
  })
  it('keeps repeated models and unusual numbers, and says which cells are no numbers', () => {
    const table = readTable(
      `{"a/x":{"input_per_million":1e400},"a/x":{"input_per_million":-1},"a/y":{"input_per_million":"free"},
"a/z":{"input_per_million":null},"a/v":{"input_per_million":[2]},"a/w":{"input_per_million":""},"note":"x"}`,
    )
    expect(
      table.rows.map(({ model, cells }) => [model, ...cells.map(({ value, problem }) => value?.toFixed() ?? problem)]),
    ).toEqual([
      ['a/x', 'is out of the range of prices'],
      ['a/x', '-1'],
      ['a/y', 'is not a number; expected a number such as 2.5'],
      ['a/z'],
      ['a/v', 'is of type array; expected a number'],
      ['a/w'],
    ])
  })
  it('reports rows that are no objects or have no id', () => {
    expect(readTable('[{"id":"a/x","input_per_million":1},\n{"input_per_million":1},\n7]').problems).toEqual([
      { line: 2, message: 'the row has no id; expected a text at [].id' },
      { line: 3, message: 'the row is number; expected an object' },
    ])
  })
  it('has the place of every number in the text, also after a byte order mark', () => {
    const text = '\uFEFF{"a/x":{"input_per_million": "$2.50" }}'
    const [cell] = readTable(text).rows[0]!.cells
    expect(text.slice(cell!.start, cell!.end)).toBe('2.50')
  })
})

describe('a price table that cannot be read', () => {
  it.each([
    ['', 'the file is empty; expected JSON or CSV'],
    [' \n', 'the file is empty; expected JSON or CSV'],
    ['\uFEFF', 'the file is empty; expected JSON or CSV'],
    ['{"a":1,\n"b":2,}', 'line 2: not valid JSON: the name of a property in double quotes is expected'],
    ['{"a":1\n"b":2}', 'line 2: not valid JSON: a comma is expected'],
    ['{"a":1}\n// x', 'line 2: not valid JSON: comments are not allowed'],
    ['{"a":{"input_per_million": 01}}', 'line 1: not valid JSON'],
    ['{"a":{"input_per_million": 1', 'line 1: not valid JSON'],
    ['{}', 'no rows with prices are found'],
    ['[]', 'no rows with prices are found'],
    ['{"a/x":{"max_tokens":5}}', 'no rows with prices are found'],
    ['{"a/x":{"input":5}}', 'the unit of input is not known: give --price-unit'],
    ['[{"input_per_million":5}]', 'the list has prices but no id; rows have input_per_million'],
    ['PK\0\0', 'the file is not text'],
  ])('%j', (text, message) => expect(tableError(text)).toContain(message))
  it('because it is nested too deeply', () => {
    expect(tableError('['.repeat(200_000))).toBe('the JSON is nested too deeply')
  })
  it.each([
    ['models[].id', 'at least one of a price'],
    ['models[].id,x', 'append one, such as :prompt'],
    ['models[].id,in:input', 'expected one of prompt, completion'],
    ['models[].id,in:prompt:per-mille', 'has the unit "per-mille"; expected one of per-token'],
    ['models[].id,in:prompt:per-million:x', 'is not name:price:unit'],
    ['id,in:prompt:per-million', 'must have [] for a list or *'],
    ['list[].id,in:prompt:per-million', '"list" is not there; expected an array'],
    ['models[].id,on:prompt:per-million', 'no row has the price path "on"; rows have id, in'],
  ])('with the paths %s', (paths, message) => {
    expect(tableError('{"models":[{"id":"a/x","in":1}]}', { paths })).toContain(message)
  })
})
