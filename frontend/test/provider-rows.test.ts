import { describe, expect, it } from 'vitest'
import { columnsOf, providerRows } from '../src/features/model/providers/provider-rows.js'
import { chatModel } from './helpers/models.js'

const endpoint = {
  provider_name: 'OpenAI',
  tag: 'openai',
  pricing: { prompt: '0.0000025', completion: '0.00001', input_cache_read: '0.00000125', discount: 0 },
  context_length: 128_000,
  max_completion_tokens: 16_384,
  quantization: 'fp8',
  uptime_last_1d: 99.9033,
  latency_last_30m: { p50: 850, p75: 1, p90: 1, p99: 1 },
  throughput_last_30m: { p50: 45.2, p75: 1, p90: 1, p99: 1 },
}
const rowOf = (fields: Record<string, unknown>) =>
  providerRows([{ ...endpoint, ...fields }], chatModel).map(({ cells }) =>
    Object.fromEntries(Object.entries(cells).map(([key, { text }]) => [key, text])),
  )[0]

describe('the rows of providers', () => {
  it('contain prices per million tokens, limits and service quality', () => {
    expect(rowOf({})).toEqual({
      input: '$2.50',
      output: '$10.00',
      cached: '$1.25',
      context: '128K',
      maxOutput: '16.4K',
      quantisation: 'fp8',
      uptime: '99.9 %',
      latency: '850 ms',
      throughput: '45 tokens/s',
    })
  })

  it.each([
    ['missing', undefined, 'not published'],
    ['null', null, 'not published'],
    ['of another type', { odd: true }, 'not published'],
  ])('never show zero for a value that is %s', (_, value, price) => {
    const fields = Object.keys(endpoint).filter((name) => name !== 'provider_name')
    const row = rowOf(Object.fromEntries(fields.map((field) => [field, value])))
    const dashes = Object.fromEntries(Object.keys(row ?? {}).map((key) => [key, '–']))
    expect(row).toEqual({ ...dashes, input: price, output: price, cached: price })
  })

  it.each([7, 'text', [null], [7], { 0: 1 }])('survive prices with overrides %j', (overrides) => {
    expect(rowOf({ pricing: { ...endpoint.pricing, prompt: '0', overrides } })).toMatchObject({ output: '$10.00' })
  })

  it('do not claim a quantisation that upstream does not know', () => {
    expect(rowOf({ quantization: 'unknown' })).toMatchObject({ quantisation: '–' })
  })

  it('never round an uptime up to 100 %', () => {
    expect(rowOf({ uptime_last_1d: 99.99 })).toMatchObject({ uptime: '99.9 %' })
    expect(rowOf({ uptime_last_1d: 100 })).toMatchObject({ uptime: '100 %' })
  })

  it('fall back to a shorter period of uptime', () => {
    expect(rowOf({ uptime_last_1d: null, uptime_last_30m: 98.25 })).toMatchObject({ uptime: '98.2 %' })
  })

  it('come cheapest input first, then output, dynamic and unknown prices last', () => {
    const priced = (name: string, prompt: unknown, completion: unknown = '0.000001') => ({
      ...endpoint,
      provider_name: name,
      pricing: { prompt, completion },
    })
    const rows = providerRows(
      [
        priced('dynamic', '-1'),
        priced('dear', '0.00001'),
        priced('unknown', undefined),
        priced('cheap, dear output', '0.000001', '0.000002'),
        priced('cheap', '0.000001'),
      ],
      chatModel,
    )
    expect(rows.map(({ name }) => name)).toEqual(['cheap', 'cheap, dear output', 'dear', 'dynamic', 'unknown'])
  })

  it('tell endpoints of one provider apart by their tag', () => {
    const rows = providerRows([endpoint, { ...endpoint, tag: 'openai/flex' }], chatModel)
    expect(rows.map(({ tag }) => tag)).toEqual([null, 'openai/flex'])
  })

  it('say when other prices apply to some requests', () => {
    const [plain, tiered] = providerRows(
      [endpoint, { ...endpoint, pricing: { ...endpoint.pricing, overrides: [{ min_prompt_tokens: 200_000 }] } }],
      chatModel,
    )
    expect([plain?.hasTiers, tiered?.hasTiers]).toEqual([false, true])
  })

  it('have the same key only for equal endpoints', () => {
    const rows = providerRows([endpoint, endpoint, { ...endpoint, tag: 'x' }], chatModel)
    expect(new Set(rows.map(({ key }) => key)).size).toBe(3)
  })
})

describe('the columns of providers', () => {
  it('leave out optional ones that no provider has a value for', () => {
    const names = (fields: Record<string, unknown>) =>
      columnsOf(
        providerRows(
          [
            { ...endpoint, ...fields },
            { ...endpoint, ...fields },
          ],
          chatModel,
        ),
      ).map(({ name }) => name)
    expect(names({})).toEqual([
      'Input',
      'Output',
      'Cached input',
      'Context',
      'Max output',
      'Quantisation',
      'Uptime',
      'Latency',
      'Throughput',
    ])
    expect(names({ latency_last_30m: null, throughput_last_30m: null, quantization: 'unknown' })).toEqual([
      'Input',
      'Output',
      'Cached input',
      'Context',
      'Max output',
      'Uptime',
    ])
  })
})
