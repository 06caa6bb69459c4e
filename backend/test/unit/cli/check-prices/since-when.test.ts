import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { describe, expect, it } from 'vitest'
import { addSince } from '../../../../src/cli/check-prices/since-when.js'
import { SourceError } from '../../../../src/cli/source/model-source.js'
import { compared } from './compared.js'

const history = (value: string): ModelHistory => ({
  id: 'a/two',
  name: 'Two',
  present: true,
  first_seen: null,
  last_seen: null,
  gaps: [],
  versions: [],
  series: [
    {
      field: 'pricing.prompt',
      steps: [
        { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z', value: '0.000009' },
        { from: '2026-02-01T00:00:00.000Z', to: null, value },
      ],
    },
  ],
})

describe('since when a wrong price applies', () => {
  it('is asked once a model, for wrong prices only', async () => {
    const { prices } = compared(['a/two,2.4,9', 'a/two,2.3,10', 'a/windows,4,10'])
    const asked: string[] = []
    await addSince(prices, { history: async (id) => (asked.push(id), history('0.0000025')) }, () => {})
    expect(asked).toEqual(['a/two'])
    expect(prices.map(({ since }) => since)).toEqual([
      '2026-02-01T00:00:00.000Z',
      null,
      '2026-02-01T00:00:00.000Z',
      undefined,
      undefined,
      undefined,
    ])
  })
  it('is not known if the history has another price', async () => {
    const { prices } = compared(['a/two,2.4,10'])
    await addSince(prices, { history: async () => history('0.000003') }, () => {})
    expect(prices[0]!.since).toBeNull()
  })
  it('is left out, with one message, if the history cannot be read', async () => {
    const { prices } = compared(['a/two,2.4,10'])
    const said: string[] = []
    const broken = { history: () => Promise.reject(new SourceError('no database')) }
    await addSince(prices, broken, (message) => said.push(message))
    expect(said).toEqual(['since when prices apply is not known: no database'])
    expect(prices[0]!.since).toBeUndefined()
  })
})
