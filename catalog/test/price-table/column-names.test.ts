import { describe, expect, it } from 'vitest'
import { idColumnOf, looksLikePrice, namedPrice } from '../../src/price-table/column-names.js'

describe('the name of a column', () => {
  it.each([
    ['input_cost_per_token', 'prompt', 'per-token'],
    ['cache_creation_input_token_cost_above_1hr', 'input_cache_write_1h', 'per-token'],
    ['input_cost_per_image', 'image', 'per-unit'],
    ['input_per_million', 'prompt', 'per-million'],
    ['Output ($/1M tokens)', 'completion', 'per-million'],
    ['inputPer1MTokens', 'prompt', 'per-million'],
    ['outputPerMillion', 'completion', 'per-million'],
    ['input_mtok', 'prompt', 'per-million'],
    ['cost_per_1m_in', 'prompt', 'per-million'],
    ['cost_per_1m_in_cached', 'input_cache_read', 'per-million'],
    ['prompt_price_per_1k', 'prompt', 'per-thousand'],
    ['completion cost per 1000 tokens', 'completion', 'per-thousand'],
    ['price per prompt, per token', 'prompt', 'per-token'],
    ['cache_write_per_million', 'input_cache_write', 'per-million'],
    ['price_per_request', 'request', 'per-unit'],
    ['price_input_tokens', 'prompt', null],
    ['web_search_per_1k', 'web_search', 'per-thousand'],
    ['input', 'prompt', null],
    ['output_price', 'completion', null],
    ['input_per_1k_or_1m', null, null],
  ])('%j is the price %s, %s', (name, key, unit) => {
    expect(namedPrice(name)).toEqual(key === null ? null : { key, unit })
  })
  it.each([
    'cost',
    'output_cost_per_image',
    'max_input_tokens',
    'input_tokens',
    'Output tokens',
    'input_cost_per_token_above_200k_tokens',
    'input_cost_per_token_batches',
    'name',
  ])('%j is no base price', (name) => expect(namedPrice(name)).toBeNull())
  it('tells what looks like a price', () => {
    expect(['input_cost_per_token_flex', 'usd', 'mode', 'max_tokens'].map(looksLikePrice)).toEqual([
      true,
      true,
      false,
      false,
    ])
  })
  it('finds the id', () => {
    expect(idColumnOf(['Name', 'Model ID', 'x'])).toBe('Model ID')
    expect(idColumnOf(['name', 'id'])).toBe('id')
    expect(idColumnOf(['x'])).toBeUndefined()
  })
})
