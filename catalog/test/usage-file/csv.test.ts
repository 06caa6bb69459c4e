import { describe, expect, it } from 'vitest'
import { UsageFileError } from '../../src/usage-file/fields.js'
import { createUsageFileReader } from '../../src/usage-file/usage-file.js'
import { readFile, shortRows } from './read-file.js'

const call = { model: 'openai/gpt-4o', at: '2026-05-01T12:00:00.000Z' }

function errorOf(text: string, overrides = {}): string {
  try {
    readFile(text, overrides)
  } catch (error) {
    if (error instanceof UsageFileError) return error.message
    throw error
  }
  throw new Error('expected a UsageFileError')
}

describe('a usage file in CSV', () => {
  it.each([
    ['plain names', 'model,at,prompt_tokens,completion_tokens', 'openai/gpt-4o,2026-05-01T12:00:00Z,10,5'],
    [
      'blanks and capitals',
      'Model , Created At,Prompt Tokens,Completion Tokens',
      'openai/gpt-4o,2026-05-01 12:00:00,10,5',
    ],
    ['camel case', 'model,startTime,promptTokens,completionTokens', 'openai/gpt-4o,2026-05-01T14:00:00+02:00,10,5'],
    ['semicolons', 'model;at;prompt-tokens;completion-tokens', 'openai/gpt-4o;1777636800;10;5'],
    ['tabs', 'model\tat\tprompt_tokens\tcompletion_tokens', 'openai/gpt-4o\t1777636800000\t10\t5'],
    ['OpenAI', 'timestamp,model,n_context_tokens_total,n_generated_tokens_total', '1777636800,gpt-4o,10,5'],
    [
      'OpenRouter',
      'created_at,tokens_prompt,tokens_completion,model_permaslug,variant',
      '2026-05-01 12:00:00.000,10,5,openai/gpt-4o,standard',
    ],
    [
      'LiteLLM',
      'startTime,prompt_tokens,completion_tokens,model,model_id,custom_llm_provider',
      '2026-05-01 12:00:00+00:00,10,5,gpt-4o,7b3c,openai',
    ],
    ['quotes', '"model","at","prompt_tokens","completion_tokens"', '"openai/gpt-4o","2026-05-01 12:00",10,"5"'],
  ])('has the columns of %s', (_, header, line) => {
    const usage = { prompt_tokens: 10, completion_tokens: 5 }
    expect(shortRows(`${header}\n${line}\n`)).toEqual([{ ...call, usage, shape: 'plain' }])
    expect(shortRows(`\uFEFF${header}\r\n${line}`)).toEqual([{ ...call, usage, shape: 'plain' }])
  })

  it('reads every count, the id and the cost of another tool', () => {
    const text = `id,model,prompt_tokens,cached_tokens,cache_write_tokens,completion_tokens,reasoning_tokens,requests,total_tokens,spend
7,a/b,"1,234",1 000,100,50,20,3,"1,284",$0.0123`
    expect(shortRows(text)).toEqual([
      {
        id: '7',
        model: 'a/b',
        usage: {
          prompt_tokens: 1234,
          cached_tokens: 1000,
          cache_write_tokens: 100,
          completion_tokens: 50,
          reasoning_tokens: 20,
          requests: 3,
          total_tokens: 1284,
          cost: '0.0123',
        },
        shape: 'plain',
      },
    ])
  })

  it('adds cached tokens to an input that excludes them, and says what is assumed', () => {
    const anthropic = readFile(
      'model,usage_date_utc,input_tokens,cache_read_input_tokens,cache_creation_input_tokens,output_tokens\na/b,2026-05-01,10,20,5,1',
    )
    expect(anthropic.rows[0]?.row?.usage).toMatchObject({ prompt_tokens: 35, cached_tokens: 20, cache_write_tokens: 5 })
    expect(anthropic.report.assumptions).toEqual([
      {
        text: "input_tokens is assumed to exclude cache_read_input_tokens, cache_creation_input_tokens, as in Anthropic's usage.",
        rows: 1,
      },
      { text: 'usage_date_utc is a date without a time: priced as of its midnight in UTC.', rows: 1 },
    ])
    const openai = readFile('model,input_tokens,input_cached_tokens,output_tokens\na/b,30,20,1')
    expect(openai.rows[0]?.row?.usage).toMatchObject({ prompt_tokens: 30, cached_tokens: 20 })
    expect(openai.report.assumptions.map(({ text }) => text)).toEqual([
      'input_tokens is assumed to include input_cached_tokens.',
      'No column holds a time: the rows are priced as of now.',
    ])
    const console = 'usage_input_tokens_no_cache,usage_input_tokens_cache_read,usage_input_tokens_cache_write_1h'
    expect(shortRows(`model_version,${console},usage_output_tokens\nclaude-sonnet-4-5-20250929,1,2,3,4`)).toEqual([
      {
        model: 'anthropic/claude-sonnet-4.5',
        usage: { prompt_tokens: 6, cached_tokens: 2, cache_write_1h_tokens: 3, completion_tokens: 4 },
        shape: 'plain',
      },
    ])
  })

  it('reports the columns that are read, and those that look like counts and are not', () => {
    const { report } = readFile(
      'model,at,native_tokens_prompt,tokens_prompt,tokens_completion\na/b,2026-05-01 10:00,9,10,5',
    )
    expect(report).toMatchObject({ format: 'csv', delimiter: ',', rows: 1, unreadable: 0, unread: ['tokens_prompt'] })
    expect(report.columns).toEqual([
      { field: 'model', column: 'model' },
      { field: 'at', column: 'at' },
      { field: 'input', column: 'native_tokens_prompt' },
      { field: 'output', column: 'tokens_completion' },
    ])
    expect(report.assumptions).toEqual([{ text: 'at has no time zone: read as UTC.', rows: 1 }])
  })

  it('reads the columns that it is told to, and no others', () => {
    const text = 'engine,when,model,in,out,cached_tokens\na/b,2026-05-01,x,10,5,3'
    const overrides = { model: 'engine', at: 'When', input: 'in', output: 'out', cached: 'none' }
    expect(shortRows(text, overrides)).toEqual([
      {
        model: 'a/b',
        at: '2026-05-01T00:00:00.000Z',
        usage: { prompt_tokens: 10, completion_tokens: 5 },
        shape: 'plain',
      },
    ])
    expect(
      shortRows('model,in,out,cr\na/b,10,5,3', { uncached_input: 'in', cached: 'cr', output: 'out' }),
    ).toMatchObject([{ usage: { prompt_tokens: 13, cached_tokens: 3, completion_tokens: 5 } }])
  })

  it('reads Unix seconds, milliseconds and microseconds, and no shorter number as a time', () => {
    const times = ['1777636800', '1777636800000', '1777636800000000', '1777636800.5']
    const rows = shortRows(['model,at,prompt_tokens', ...times.map((at) => `a/b,${at},1`), 'a/b,20260501,1'].join('\n'))
    expect(rows.slice(0, 4)).toMatchObject(
      ['00.000', '00.000', '00.000', '00.500'].map((s) => ({ at: `2026-05-01T12:00:${s}Z` })),
    )
    expect(rows[4]).toMatch(/^at is "20260501"; expected a time/)
  })

  it('appends the variant to the id of its model', () => {
    const header = 'model_permaslug,variant,tokens_prompt'
    expect(shortRows(`${header}\na/b,free,1\na/b,standard,1\na/b:free,free,1\na/b,,1`)).toMatchObject(
      ['a/b:free', 'a/b', 'a/b:free', 'a/b'].map((model) => ({ model })),
    )
  })

  it('adds thoughts to an output that excludes them, as in the counts of Gemini', () => {
    const text = 'model,promptTokenCount,candidatesTokenCount,thoughtsTokenCount,totalTokenCount\na/b,10,5,3,18'
    expect(shortRows(text)).toMatchObject([{ usage: { prompt_tokens: 10, completion_tokens: 8, reasoning_tokens: 3 } }])
  })

  it('is refused if a column is missing, with the columns that there are', () => {
    expect(errorOf('model,in\na/b,1', { input: 'inn' })).toBe(
      'there is no column "inn" for input tokens, with cached ones; the columns are model, in',
    )
    expect(errorOf('engine,prompt_tokens\na/b,1')).toBe(
      'no column is known to hold the model; the columns are engine, prompt_tokens',
    )
    expect(errorOf('model,total_tokens\na/b,1')).toMatch(/no column is known to hold input or output tokens/)
    expect(errorOf('model,total_tokens\n')).toMatch(/no column is known to hold input or output tokens/)
    expect(errorOf('')).toMatch(/the file is empty/)
    expect(errorOf('\0\0')).toMatch(/the file is not text/)
    expect(errorOf('a/b')).toMatch(/the columns are a\/b/)
  })

  it('gives every row a result: what is wrong, in which line and column', () => {
    const text = `model,at,prompt_tokens,completion_tokens,cost
a/b,2026-05-01T12:00:00Z,10,5,
a/b,yesterday,10,5,1
a/b,,10,5,1
,2026-05-01T12:00:00Z,10,5,1

a/b,2026-05-01T12:00:00Z,ten,5,1
a/b,2026-05-01T12:00:00Z,1.5,5,1
a/b,2026-05-01T12:00:00Z,10
a/b,2026-05-01T12:00:00Z,,,1
a/b,2026-05-01T12:00:00Z,10,5,"1,234"
"a/
b",2026-02-30,10,5,1
,,,,
"a"b,2026-05-01T12:00:00Z,10,5,1
a/b,2026-05-01T12:00:00Z,10,5,1
`
    const { rows, report } = readFile(text)
    expect(rows.map(({ line, nr, error }) => [line, nr, error?.message ?? null])).toEqual([
      [2, 1, null],
      [3, 2, expect.stringMatching(/^at is "yesterday"; expected a time such as 2026-05-01T12:00:00Z or/)],
      [4, 3, 'at is empty; expected the time of the call'],
      [5, 4, 'model is ""; expected a model id such as openai/gpt-4o'],
      [7, 5, 'prompt_tokens is "ten"; expected a whole number from 0'],
      [8, 6, 'prompt_tokens is "1.5"; expected a whole number from 0'],
      [9, 7, 'the row has 3 cells; expected 5, as in the first line'],
      [10, 8, 'prompt_tokens and completion_tokens are empty; expected a count'],
      [11, 9, 'cost is "1,234", which may be 1234 or 1.234; expected an amount in USD such as 0.0123'],
      [12, 10, expect.stringMatching(/^at is "2026-02-30"; expected/)],
      [15, 11, expect.stringMatching(/^not valid CSV \(lines 15 to 16\): /)],
    ])
    expect(report).toMatchObject({ rows: 11, unreadable: 10, emptyRows: 1 })
  })

  it('reads numbers as people write them, and refuses one that could be another', () => {
    const counts = ['1000', '1,000', '1 000', "1'000", '1000.0', '1,234,567', '1.000', '12.345', '0,500', '1e3', '-5']
    expect(shortRows(['model;prompt_tokens', ...counts.map((count) => `a/b;${count}`)].join('\n'), {})).toMatchObject([
      { usage: { prompt_tokens: 1_000 } },
      { usage: { prompt_tokens: 1_000 } },
      { usage: { prompt_tokens: 1_000 } },
      { usage: { prompt_tokens: 1_000 } },
      { usage: { prompt_tokens: 1_000 } },
      { usage: { prompt_tokens: 1_234_567 } },
      'prompt_tokens is "1.000", which may be 1 or 1000; expected a whole number from 0',
      'prompt_tokens is "12.345", which may be 12.345 or 12345; expected a whole number from 0',
      'prompt_tokens is "0,500"; expected a whole number from 0',
      'prompt_tokens is "1e3"; expected a whole number from 0',
      'prompt_tokens is "-5"; expected a whole number from 0',
    ])
    const costs = ['0.0123', '0,0123', '0,123', '12,5', '$1,234', '1,234.50', '1,234,567', '1.2e-5', '1,234']
    const rows = shortRows(['model;prompt_tokens;cost', ...costs.map((cost) => `a/b;1;${cost}`)].join('\n'))
    expect(rows.slice(0, -1)).toMatchObject(
      ['0.0123', '0.0123', '0.123', '12.5', '1234', '1234.5', '1234567', '0.000012'].map((cost) => ({
        usage: { cost },
      })),
    )
    expect(rows.at(-1)).toMatch(/^cost is "1,234", which may be 1234 or 1.234;/)
  })

  it('may begin with the line of Excel that names the separator', () => {
    const { rows, report } = readFile('\uFEFFsep=;\r\nmodel;prompt_tokens\r\na/b;10\r\n')
    expect(rows).toMatchObject([{ line: 3, nr: 1, row: { model: 'a/b', usage: { prompt_tokens: 10 } } }])
    expect(report).toMatchObject({ delimiter: ';', names: ['model', 'prompt_tokens'] })
  })

  it('reports its columns also without any row', () => {
    expect(readFile('model,prompt_tokens\n').report.columns).toEqual([
      { field: 'model', column: 'model' },
      { field: 'input', column: 'prompt_tokens' },
    ])
  })

  it('does not take durations for counts', () => {
    const header = 'model,prompt_tokens,time_to_first_token_ms,timeToFirstToken,token_limit'
    expect(readFile(`${header}\na/b,1,2,3,4`).report.unread).toEqual(['token_limit'])
  })

  it('has the columns of nested counts under their paths', () => {
    const header =
      'model,uncached_input_tokens,cache_creation.ephemeral_5m_input_tokens,cache_creation.ephemeral_1h_input_tokens'
    expect(shortRows(`${header},server_tool_use.web_search_requests\na/b,1,20,300,4`)).toMatchObject([
      { usage: { prompt_tokens: 321, cache_write_tokens: 20, cache_write_1h_tokens: 300, web_searches: 4 } },
    ])
  })

  it('says that a row with several requests has one time', () => {
    const { report } = readFile('model,at,prompt_tokens,requests\na/b,1777636800,1,5\na/b,1777636800,1,1')
    expect(report.assumptions).toEqual([
      { text: 'Several requests in one row are priced as of its time in at.', rows: 1 },
    ])
  })

  it('finds the author of a model by its name, by its provider, or by the prefix of LiteLLM', () => {
    const models = [
      ['openrouter/openai/gpt-4o', '', 'openai/gpt-4o'],
      ['openrouter/auto', '', 'openrouter/auto'],
      ['azure/gpt-4o', '', 'openai/gpt-4o'],
      ['vertex_ai/gemini-2.5-pro', '', 'google/gemini-2.5-pro'],
      ['vertex_ai/claude-sonnet-4-5@20250929', '', 'anthropic/claude-sonnet-4.5'],
      ['xai/grok-4', 'xai', 'x-ai/grok-4'],
      ['claude-sonnet-4-5', 'vertex_ai', 'anthropic/claude-sonnet-4.5'],
      ['some-model', 'azure', 'openai/some-model'],
      ['a/b', 'azure', 'a/b'],
    ]
    const lines = models.map(([model, provider]) => `${model},${provider},1`)
    expect(shortRows(['model,custom_llm_provider,prompt_tokens', ...lines].join('\n'))).toMatchObject(
      models.map(([, , model]) => ({ model })),
    )
  })

  it('tells an open quote from a long row', () => {
    expect(errorOf(`model,prompt_tokens\n"a/b,1\n${'a/b,1\n'.repeat(1_500_000)}`)).toBe(
      'line 2: a row does not end; is a quote missing?',
    )
  })
})

it('reports the names of all columns, also of a file that it cannot read', () => {
  const names = ['model', 'Prompt tokens', 'note']
  expect(readFile(`${names.join(',')}\na/b,1,x\n`).report.names).toEqual(names)
  expect(
    readFile('{"model":"a/b","prompt_tokens":1}\n{"model":"a/b","note":1,"prompt_tokens":1}').report.names,
  ).toEqual(['model', 'prompt_tokens', 'note'])
  const reader = createUsageFileReader()
  expect(() => [reader.push('engine,prompt_tokens\nx,1\n'), reader.end()]).toThrow(UsageFileError)
  expect(reader.report().names).toEqual(['engine', 'prompt_tokens'])
})
