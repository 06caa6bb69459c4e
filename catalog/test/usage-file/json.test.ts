import { describe, expect, it } from 'vitest'
import type { ColumnOverrides } from '../../src/usage-file/detect-columns.js'
import { UsageFileError } from '../../src/usage-file/fields.js'
import { createUsageFileReader } from '../../src/usage-file/usage-file.js'
import * as real from '../cost/real-usage.js'
import { readFile, shortRows } from './read-file.js'

const flat = { model: 'a/b', at: '2026-05-01T12:00:00Z', prompt_tokens: 10, completion_tokens: 5 }
const read = {
  model: 'a/b',
  at: '2026-05-01T12:00:00.000Z',
  usage: { prompt_tokens: 10, completion_tokens: 5 },
  shape: 'plain',
}

describe('a usage file in JSON', () => {
  it.each([
    ['a list', JSON.stringify([flat, flat]), 'json', 2],
    ['a list over several lines', `\n${JSON.stringify([flat, flat], null, 2)}\n`, 'json', 2],
    ['one object', JSON.stringify(flat, null, 2), 'json', 1],
    ['a page', JSON.stringify({ object: 'page', data: [flat, flat] }, null, 2), 'json', 2],
    ['a page on one line', JSON.stringify({ data: [flat, flat] }), 'ndjson', 2],
    ['a page with one row a line', `{"data":[\n${JSON.stringify(flat)},\n${JSON.stringify(flat)}\n]}`, 'json', 2],
    ['an object per line', `${JSON.stringify(flat)}\n\n${JSON.stringify(flat)}`, 'ndjson', 2],
    ['CRLF', `${JSON.stringify(flat)}\r\n${JSON.stringify(flat)}\r\n`, 'ndjson', 2],
    ['an empty list', '[]', 'json', 0],
  ])('may be %s', (_, text, format, count) => {
    const { rows, report } = readFile(text)
    expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: count }, () => read))
    expect(report.format).toBe(format)
  })

  it('passes usage objects on, with the model and time around them', () => {
    const row = { id: 'x', model: 'a/b', at: '2026-05-01T12:00:00.000Z', usage: real.anthropic, shape: 'anthropic' }
    expect(shortRows(JSON.stringify([row]))).toEqual([row])
    const chat = { id: 'chatcmpl-1', object: 'chat.completion', created: 1_777_636_800, model: 'gpt-4o' }
    expect(shortRows(JSON.stringify({ ...chat, choices: [], usage: real.openaiChat }))).toEqual([
      { id: 'chatcmpl-1', model: 'openai/gpt-4o', at: '2026-05-01T12:00:00.000Z', usage: real.openaiChat },
    ])
    const embeddings = { object: 'list', data: [{ embedding: [1] }], model: 'a/b', usage: { prompt_tokens: 3 } }
    expect(shortRows(JSON.stringify(embeddings))).toEqual([{ model: 'a/b', usage: { prompt_tokens: 3 } }])
    const log = { timestamp: '2026-05-01 12:00:00', cost: 0.5, response: { body: { ...chat, usage: real.openaiChat } } }
    expect(shortRows(JSON.stringify(log))).toEqual([
      {
        id: 'chatcmpl-1',
        model: 'openai/gpt-4o',
        at: '2026-05-01T12:00:00.000Z',
        usage: { ...real.openaiChat, cost: '0.5' },
      },
    ])
    const gemini = { modelVersion: 'gemini-2.5-pro', createTime: '2026-05-01T12:00:00Z', ...real.gemini }
    expect(shortRows(JSON.stringify(gemini))).toEqual([
      { model: 'google/gemini-2.5-pro', at: '2026-05-01T12:00:00.000Z', usage: real.gemini.usageMetadata },
    ])
  })

  it('reads the rows of usage APIs', () => {
    const result = {
      model: 'gpt-4o',
      input_tokens: 100,
      input_cached_tokens: 40,
      output_tokens: 9,
      num_model_requests: 2,
    }
    const openai = { object: 'page', data: [{ start_time: 1_777_636_800, end_time: 1_777_640_400, results: [result] }] }
    expect(shortRows(JSON.stringify(openai))).toEqual([
      {
        model: 'openai/gpt-4o',
        at: '2026-05-01T12:00:00.000Z',
        usage: { prompt_tokens: 100, cached_tokens: 40, completion_tokens: 9, requests: 2 },
        shape: 'plain',
      },
    ])
    const activity = { date: '2026-05-01', model: 'a/b', model_permaslug: 'a/b-2026', usage: 0.015, requests: 5 }
    expect(shortRows(JSON.stringify({ data: [{ ...activity, prompt_tokens: 50, completion_tokens: 125 }] }))).toEqual([
      {
        model: 'a/b',
        at: '2026-05-01T00:00:00.000Z',
        usage: { prompt_tokens: 50, completion_tokens: 125, requests: 5, cost: '0.015' },
        shape: 'plain',
      },
    ])
    const langfuse = { startTime: '2026-05-01T12:00:00.000Z', model: 'a/b', promptTokens: 30, completionTokens: 9 }
    const usageDetails = { input: 10, input_cached_tokens: 20, output: 7, output_reasoning_tokens: 2, total: 39 }
    const usage = { input: 30, output: 9, unit: 'TOKENS' }
    expect(shortRows(JSON.stringify([{ ...langfuse, usage, usageDetails }]))).toMatchObject([
      {
        usage: {
          prompt_tokens: 30,
          cached_tokens: 20,
          cache_write_tokens: 0,
          completion_tokens: 9,
          reasoning_tokens: 2,
        },
      },
    ])
  })

  it('reads the usage details of Langfuse also for caches that are written, and from a cell of CSV', () => {
    const details = { input: 1, cache_read_input_tokens: 20, cache_creation_input_tokens: 300, output: 7, total: 328 }
    const usage = { prompt_tokens: 321, cached_tokens: 20, cache_write_tokens: 300, completion_tokens: 7 }
    expect(shortRows(JSON.stringify([{ model: 'a/b', usageDetails: details }]))).toMatchObject([{ usage }])
    const cell = JSON.stringify(details).replaceAll('"', '""')
    expect(shortRows(`providedModelName,usageDetails\na/b,"${cell}"`)).toMatchObject([{ model: 'a/b', usage }])
  })

  it('reads every count of Langfuse, and refuses what is no count of tokens', () => {
    const usageOf = (usageDetails: unknown): unknown =>
      readFile(JSON.stringify([{ model: 'a/b', usageDetails }])).rows.map(
        ({ row, error }) => row?.usage ?? error?.message,
      )[0]
    expect(
      usageOf({
        input: '100',
        input_audio_tokens: 20,
        input_cached_audio_tokens: 3,
        output: 7,
        output_audio_tokens: 5,
      }),
    ).toMatchObject({ prompt_tokens: 123, audio_input_tokens: 23, completion_tokens: 12, audio_output_tokens: 5 })
    expect(
      usageOf({
        input: 1,
        input_cache_creation_5m: 20,
        input_cache_creation_1h: 300,
        input_cache_read: 4_000,
        output: 0,
      }),
    ).toMatchObject({ prompt_tokens: 4_321, cached_tokens: 4_000, cache_write_tokens: 20, cache_write_1h_tokens: 300 })
    expect(usageOf({ input: 1, input_of_tomorrow: 20, output: 2, output_of_tomorrow: 3 })).toMatchObject({
      prompt_tokens: 21,
      completion_tokens: 5,
    })
    expect(usageOf({ input: 10, output: 5, unit: 'TOKENS', inputCost: 0.01, total: 15 })).toMatchObject({
      prompt_tokens: 10,
      completion_tokens: 5,
    })
    expect(usageOf({ input: 10, output: 5, unit: 'CHARACTERS' })).toBe('unit is "CHARACTERS"; expected TOKENS')
    expect(usageOf({ input: -1, output: 5 })).toBe('input is -1; expected a whole number from 0')
    expect(usageOf({ prompt_tokens: 10, completion_tokens: 5 })).toEqual({ prompt_tokens: 10, completion_tokens: 5 })
  })

  it('reads the counts of objects in a record', () => {
    const result = {
      model: 'a/b',
      uncached_input_tokens: 1,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 300 },
      cache_read_input_tokens: 4_000,
      output_tokens: 7,
      server_tool_use: { web_search_requests: 2 },
    }
    const anthropic = { data: [{ starting_at: '2026-05-01T00:00:00Z', results: [result] }] }
    expect(shortRows(JSON.stringify(anthropic))).toEqual([
      {
        model: 'a/b',
        at: '2026-05-01T00:00:00.000Z',
        usage: {
          prompt_tokens: 4_321,
          cached_tokens: 4_000,
          cache_write_tokens: 20,
          cache_write_1h_tokens: 300,
          completion_tokens: 7,
          web_searches: 2,
        },
        shape: 'plain',
      },
    ])
    const openai = { ...flat, prompt_tokens_details: { cached_tokens: 4 }, metadata: { usage_object: { tokens_x: 1 } } }
    const { rows, report } = readFile(JSON.stringify([openai]))
    expect(rows[0]?.row?.usage).toEqual({ prompt_tokens: 10, cached_tokens: 4, completion_tokens: 5 })
    expect(report.unread).toEqual(['metadata.usage_object.tokens_x'])
  })

  it('numbers the rows of pages and buckets one by one', () => {
    const page = JSON.stringify({ data: [flat, flat] })
    expect(readFile(`${page}\n${page}`).rows.map(({ line, nr }) => [line, nr])).toEqual([
      [1, 1],
      [1, 2],
      [2, 3],
      [2, 4],
    ])
  })

  it('gives every row a result, with its line', () => {
    const list = readFile(`[\n  ${JSON.stringify(flat)},\n  {"model": oops},\n  7,\n\n  {"model": "a/b"}\n]`)
    expect(list.rows.map(({ line, nr, error }) => [line, nr, error?.message])).toEqual([
      [2, 1, undefined],
      [3, 2, expect.stringMatching(/^not valid JSON: /)],
      [4, 3, 'the row is 7; expected an object'],
      [6, 4, 'no column is known to hold input or output tokens; the columns are model'],
    ])
    const lines = readFile(`{"model": "a/b", \n${JSON.stringify(flat)}\n\n[]\n`)
    expect(lines.rows.map(({ line, error }) => [line, error?.message])).toEqual([
      [1, expect.stringMatching(/^not valid JSON/)],
      [2, undefined],
      [4, 'the row is a list; expected an object'],
    ])
    const truncated = readFile(`[${JSON.stringify(flat)},\n{"model": "a`)
    expect(truncated.rows.map(({ line, error }) => [line, error?.message])).toEqual([
      [1, undefined],
      [2, 'the file ends in the middle of the list'],
    ])
    expect(() => readFile('{"model": \n oops}')).toThrow(UsageFileError)
  })

  it('reads columns per record, and refuses an override that none has', () => {
    const more = { ...flat, cached_tokens: 4 }
    const { rows, report } = readFile(JSON.stringify([flat, more]))
    expect(rows.map(({ row }) => row?.usage['cached_tokens'])).toEqual([undefined, 4])
    expect(report.columns).toContainEqual({ field: 'cached', column: 'cached_tokens' })
    expect(shortRows(JSON.stringify([flat, { ...flat, cr: 3 }]), { cached: 'cr' })).toMatchObject([
      { usage: { prompt_tokens: 10 } },
      { usage: { cached_tokens: 3 } },
    ])
    expect(() => readFile(JSON.stringify([flat]), { cached: 'cr' })).toThrow(
      'there is no column "cr" for tokens read from the cache; the columns are model, at, prompt_tokens, completion_tokens',
    )
  })

  it('finds a misspelt override within the first 1,000 records', () => {
    const reader = createUsageFileReader({ cached: 'cr' })
    const line = `${JSON.stringify(flat)}\n`
    expect(reader.push(line.repeat(999))).toHaveLength(999)
    expect(() => reader.push(line)).toThrow('there is no column "cr" for tokens read from the cache')
  })

  it('takes the cost of another tool from the column that is named, else from the usage object', () => {
    const call = { model: 'a/b', spend: 0.5, usage: { prompt_tokens: 1, cost: 0.25 } }
    const costs = (overrides: ColumnOverrides): unknown[] =>
      readFile(JSON.stringify([call]), overrides).rows.map(({ row }) => row?.usage['cost'])
    expect(costs({})).toEqual([0.25])
    expect(costs({ cost: 'spend' })).toEqual(['0.5'])
    expect(costs({ cost: 'cost' })).toEqual(['0.25'])
    expect(() => costs({ cost: 'price' })).toThrow('there is no column "price"')
  })

  it('does not price a record as of now that lacks the named column for the time', () => {
    const rows = [flat, { ...flat, at: undefined, when: '2026-05-02' }]
    expect(shortRows(JSON.stringify(rows), { at: 'when' })).toMatchObject([
      'when is empty; expected the time of the call',
      { at: '2026-05-02T00:00:00.000Z' },
    ])
    expect(readFile(JSON.stringify([flat]), { at: 'none' })).toMatchObject({
      rows: [{ row: { model: 'a/b' } }],
      report: { assumptions: [] },
    })
  })
})
