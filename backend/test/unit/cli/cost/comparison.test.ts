import { describe, expect, it } from 'vitest'
import { pricedRow, type RowPrices } from '@modelkeep/catalog/cost/cost-row'
import { readCostRequest } from '@modelkeep/catalog/cost/read-cost-request'
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import type { Model } from '@modelkeep/catalog/model/model'
import type { CostRequestRow } from '@modelkeep/catalog/usage-file/read-record'
import { compareRows } from '../../../../src/cli/cost/comparison.js'
import { hypothesesFor } from '../../../../src/cli/cost/hypotheses.js'
import type { Pricing } from '../../../../src/cli/source/model-source.js'

const now = Date.parse('2026-08-22T12:00:00Z')
const changedAt = Date.parse('2026-06-01T00:00:00Z')
const prices = {
  prompt: '0.000002',
  completion: '0.00001',
  input_cache_read: '0.0000002',
  input_cache_write: '0.0000025',
  internal_reasoning: '0.00002',
  request: '0.001',
  overrides: [{ min_prompt_tokens: 200_000, prompt: '0.000004', completion: '0.00002' }],
}
const modelAt = (at: number): Model => ({
  id: 'a/b',
  name: 'A',
  pricing: at < changedAt ? prices : { ...prices, prompt: '0.000001' },
})

const pricing: Pricing = {
  where: 'here',
  price: (rows) =>
    Promise.resolve(
      rows.map((row) => {
        const request = readCostRequest(row, now)
        const applied: RowPrices = {
          model: modelAt(request.at),
          from: 0,
          to: null,
          observedAt: 0,
          certainty: 'observed',
        }
        return pricedRow(request, { id: 'a/b', note: null }, applied)
      }),
    ),
}

const at = '2026-05-01T00:00:00Z'
const call = (usage: Record<string, unknown>): CostRequestRow => ({ model: 'a/b', at, usage, shape: 'plain' })

/** What the comparison says of a figure that another tool would have if it priced `usage` as `theirs`. */
async function causeOf(usage: Record<string, unknown>, cost: string | number): Promise<string | null | undefined> {
  const request = call({ ...usage, cost: String(cost) })
  const rows: CostRow[] = await pricing.price([request])
  return (await compareRows([request], rows, pricing)).get(0)?.cause
}

describe('the cause of a difference', () => {
  const cached = { prompt_tokens: 10_000, cached_tokens: 8_000, completion_tokens: 100 }
  const written = { prompt_tokens: 10_000, cached_tokens: 2_000, cache_write_tokens: 4_000, completion_tokens: 0 }
  const thinking = { prompt_tokens: 100, completion_tokens: 1_000, reasoning_tokens: 900 }
  const long = { prompt_tokens: 300_000, completion_tokens: 1_000 }
  it.each([
    ['nothing, within 1 %', cached, 0.0076 * 1.0099, null],
    ["today's price", { prompt_tokens: 10_000, completion_tokens: 0 }, 0.011, 'todays_price'],
    ['cached tokens billed in full', cached, 0.022, 'cached_in_full'],
    ['cached tokens counted twice', cached, 0.0236, 'cached_twice'],
    ['cached tokens left out', cached, 0.006, 'cached_left_out'],
    ['cache writes billed in full', written, 0.021, 'cached_in_full'],
    ['cache writes left out', written, 0.009, 'cached_left_out'],
    ['a tier missed', long, 0.611, 'tier_missed'],
    ['reasoning billed twice', thinking, 0.0292, 'reasoning_twice'],
    ['reasoning left out', thinking, 0.0022, 'reasoning_left_out'],
    ['rounding', { prompt_tokens: 117, completion_tokens: 0 }, '0.001', 'rounded'],
    ['something else', cached, 1, 'unknown'],
    ['a cost of zero', cached, 0, 'unknown'],
  ])('is found: %s', async (_, usage, cost, cause) => {
    expect(await causeOf(usage, cost)).toBe(cause)
  })

  it('is the closest of those that are within 1 %', async () => {
    const usage = { prompt_tokens: 10_000, cached_tokens: 5_200, completion_tokens: 100, reasoning_tokens: 50 }
    expect(await causeOf(usage, 0.0121)).toBe('cached_left_out')
    expect(await causeOf(usage, 0.01214)).toBe('reasoning_left_out')
  })

  it('does not count the price of requests that only lower the mean prompt', async () => {
    const request = call(long)
    const [row] = await pricing.price([request])
    const tier = hypothesesFor(request, row!).find(({ cause }) => cause === 'tier_missed')!
    expect(tier.request.usage['requests']).toBe(3)
    expect(tier.costOf((await pricing.price([tier.request]))[0]!)?.toFixed()).toBe('0.611')
  })

  it('is given for many rows at once, and for none without a figure', async () => {
    const requests = Array.from({ length: 900 }, (_, nr) => call(nr % 2 === 0 ? { ...cached, cost: '0.022' } : cached))
    const comparisons = await compareRows(requests, await pricing.price(requests), pricing)
    expect(comparisons.size).toBe(450)
    expect(new Set([...comparisons.values()].map(({ cause }) => cause))).toEqual(new Set(['cached_in_full']))
    expect(comparisons.get(0)).toEqual({
      theirs: '0.022',
      difference: '0.0144',
      percent: 189.47,
      cause: 'cached_in_full',
    })
  })
})
