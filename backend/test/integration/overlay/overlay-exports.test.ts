import type { GenaiModel } from '@modelkeep/catalog/export/genai-prices'
import type { LangfuseModel } from '@modelkeep/catalog/export/langfuse'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askCosts } from '../../helpers/ask-costs.js'
import { captureBytes, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { genaiJudge, langfuseJudge, TOLERANCE, type Judge } from '../../helpers/price-judges.js'
import { at, day, priced, start, startOverlayApp, type OverlayApp } from './helpers/overlay-app.js'

const own = (prompt: string): object => ({ prompt, completion: '0.2' })
const overlay = {
  models: [{ id: 'acme/private', name: 'Acme Private', context_length: 32_768, pricing: own('0.005') }],
  prices: [
    { id: 'a/one', pricing: own('0.008'), from: at(5), to: at(15) },
    { id: 'a/always', pricing: { ...own('0.002'), overrides: [{ min_prompt_tokens: 1_000, prompt: '0.003' }] } },
  ],
}
const published = [priced('a/one', '0.01'), priced('a/always', '0.03'), priced('a/two', '0.02')]

let app: OverlayApp
beforeAll(async () => {
  app = await startOverlayApp({ models: published, overlay })
  await app.syncAt(10, [priced('a/one', '0.02'), ...published.slice(1)])
  await app.setDay(20)
})
afterAll(() => app.stop())

type Genai = { id: string; models: GenaiModel[] }[]
const genai = (): Promise<Genai> => app.get('/api/export/genai-prices.json')
const langfuse = (): Promise<LangfuseModel[]> => app.get('/api/export/langfuse.json')

async function differences(judge: Judge, models: readonly string[]): Promise<string[]> {
  const calls = models.flatMap((model) =>
    [0, 1, 5, 9, 10, 14, 15, 19].flatMap((days) =>
      [10, 2_000].map((tokens) => ({
        model,
        at: start + days * day,
        usage: { prompt_tokens: tokens, completion_tokens: 5 },
      })),
    ),
  )
  const costs = await askCosts(app, calls)
  return calls.flatMap(({ model, at: time, usage }, nr) => {
    const [judged, cost] = [judge(model, time, usage), costs[nr]]
    return judged !== null && Math.abs(judged - Number(cost)) < TOLERANCE
      ? []
      : [`${model} ${time}: ${judged}, ${cost}`]
  })
}

const ofUpstream = ['a/one', 'a/always', 'a/two']

describe('exports with own prices', () => {
  it('agree with /api/cost at every moment, for genai-prices and for Langfuse', async () => {
    const exported = await genai()
    expect(await differences(await genaiJudge(exported), ofUpstream)).toEqual([])
    const renamed = exported.map((provider) =>
      provider.id === 'overlay' ? { ...provider, id: 'openrouter' } : provider,
    )
    expect(await differences(await genaiJudge(renamed.slice(1)), ['acme/private'])).toEqual([])
    expect(await differences(langfuseJudge(await langfuse()), [...ofUpstream, 'acme/private'])).toEqual([])
  })

  it('are marked in genai-prices, where private models have a provider of their own', async () => {
    const [openrouter, others] = await genai()
    expect(openrouter!.models.map(({ id, price_comments: comments }) => [id, comments])).toEqual([
      ['a/always', 'Has own prices (source: overlay).'],
      ['a/one', 'Has own prices (source: overlay) from 2026-03-06 on; the others are published prices.'],
      ['a/two', undefined],
    ])
    expect([others!.id, others!.models.map(({ id }) => id)]).toEqual(['overlay', ['acme/private']])
  })

  it('are valid by the schema of genai-prices', async (context) => {
    context.skip(!haveCaptures, noCaptures)
    const schema = JSON.parse(captureBytes('genai-prices-data.schema.json').toString()) as object
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    expect(validate(await genai()), JSON.stringify(validate.errors)).toBe(true)
  })

  it('are marked in the names of tiers for Langfuse', async () => {
    const names = (await langfuse()).map(({ modelName, startDate, pricingTiers }) => [
      modelName,
      startDate,
      pricingTiers.map(({ name }) => name),
    ])
    expect(names).toEqual([
      ['a/always', null, ['Own price', 'Own price, prompt above 1000 tokens']],
      ['a/one', null, ['Standard']],
      ['a/one', at(5), ['Own price']],
      ['a/one', at(15), ['Standard']],
      ['a/two', null, ['Standard']],
      ['acme/private', null, ['Own price']],
    ])
  })
})

describe('documents of other catalogues', () => {
  it('have own prices, and mark them', async () => {
    const litellm = await app.get<Record<string, Record<string, unknown>>>(
      '/litellm/model_prices_and_context_window.json',
    )
    expect(Object.keys(litellm)).toEqual([
      'openrouter/a/one',
      'openrouter/a/always',
      'openrouter/a/two',
      'acme/private',
    ])
    expect(litellm['openrouter/a/always']).toMatchObject({ input_cost_per_token: 0.002, source: 'overlay' })
    expect(litellm['openrouter/a/one']).toMatchObject({ input_cost_per_token: 0.02 })
    expect(litellm['openrouter/a/one']).not.toHaveProperty('source')
    expect(litellm['acme/private']).toMatchObject({
      input_cost_per_token: 0.005,
      litellm_provider: 'overlay',
      source: 'overlay',
    })
  })

  it('leave private models out of models.dev, and count them', async () => {
    const response = await app.send('/models.dev/api.json')
    const { openrouter } = response.json<{ openrouter: { models: Record<string, object> } }>()
    expect(Object.keys(openrouter.models)).toEqual(ofUpstream)
    expect(openrouter.models['a/always']).toMatchObject({ cost: { input: 2_000 }, source: 'overlay' })
    expect(response.headers['x-catalogue-sources']).toBe('openrouter=3, removed=0, omitted=1')
  })

  it('show as of a time the prices of that time', async () => {
    const litellm = await app.get<Record<string, Record<string, unknown>>>(
      `/litellm/model_prices_and_context_window.json?as_of=${at(7)}`,
    )
    expect(litellm['openrouter/a/one']).toMatchObject({ input_cost_per_token: 0.008, source: 'overlay' })
  })
})
