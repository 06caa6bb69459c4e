// tokenlens, which loads models.dev's document at run time, with only its URL changed.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fetchModels, getContext, getModelMeta, getTokenCosts, type ModelCatalog } from 'tokenlens'
import { captureModels, captureModelsDev, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'
import { startMirrorSite, type MirrorSite } from './helpers/mirror-site.js'

const others = Array.from({ length: 60 }, (_, nr) => `provider-${nr}`)
const made = {
  ...Object.fromEntries(others.map((id) => [id, provider(id, { input: 7, output: 21 })])),
  openrouter: provider('openrouter', { input: 99, output: 99 }),
}
const madeModels = [
  exampleModel('a/one', { pricing: { prompt: '0.000003', completion: '0.000015' }, context_length: 200_000 }),
  exampleModel('a/free:free', { pricing: { prompt: '0', completion: '0' } }),
  exampleModel('~a/latest', { pricing: { prompt: '-1', completion: '-1' } }),
]

describe('tokenlens', () => {
  const started = serviceOf(() => ({ models: madeModels, document: made }))

  it('reads our models in place of those of OpenRouter, and all other providers', async () => {
    const catalog = await started.load()
    expect(Object.keys(catalog)).toEqual(Object.keys(made))
    expect(Object.keys(catalog['openrouter']!.models)).toEqual(['a/one', 'a/free:free', '~a/latest'])
    expect(catalog['provider-7']).toEqual(made['provider-7' as never])
  })

  it('computes costs with our prices, and with those of others', async () => {
    const providers = await started.load()
    const usage = { input_tokens: 1_000_000, output_tokens: 100_000 }
    const costOf = (modelId: string) => getTokenCosts({ modelId, usage, providers }).totalUSD
    expect(costOf('openrouter/a/one')).toBeCloseTo(3 + 1.5, 9)
    expect(costOf('openrouter/a/free:free')).toBe(0)
    expect(costOf('openrouter/~a/latest')).toBeUndefined()
    expect(costOf('provider-7/m')).toBeCloseTo(7 + 2.1, 9)
  })

  it('reads the context of a model, and one model by itself', async () => {
    const providers = await started.load()
    expect(getContext({ modelId: 'openrouter/a/one', providers })).toMatchObject({
      combinedMax: 200_000,
      outputMax: 16_384,
    })
    const baseUrl = started.documentUrl()
    expect(await fetchModels({ provider: 'openrouter', model: 'a/one', baseUrl })).toMatchObject({
      id: 'a/one',
      cost: { input: 3, output: 15 },
      limit: { context: 200_000, output: 16_384 },
    })
  })
})

describe('tokenlens, with real documents', () => {
  beforeEach(({ skip }) => skip(!haveCaptures, noCaptures))
  const started = serviceOf(() =>
    haveCaptures
      ? { models: captureModels('openrouter-models-2026-08-22.json'), document: captureModelsDev('2026-07-01') }
      : null,
  )

  it('reads every provider, and each of our models with its price and context', async () => {
    const catalog = await started.load()
    const { models, document } = started.published()
    expect(Object.keys(catalog)).toEqual(Object.keys(document))
    expect(Object.keys(catalog['openrouter']!.models)).toEqual(models.map(({ id }) => id))
    const flat = models.filter(hasFlatPrices)
    expect(flat.length).toBeGreaterThan(models.length / 2)
    for (const { id, context_length: context, pricing } of flat) {
      const model = getModelMeta({ providers: catalog, provider: 'openrouter', model: id as string })
      const { prompt, completion } = pricing as Record<string, string>
      expect(model?.cost?.input).toBeCloseTo(Number(prompt) * 1e6, 9)
      expect(model?.cost?.output).toBeCloseTo(Number(completion) * 1e6, 9)
      expect(model?.limit?.context).toBe(context)
    }
  })
})

function provider(id: string, cost: object) {
  const model = { id: 'm', name: 'M', cost, limit: { context: 1_000, output: 100 } }
  return { id, name: id, env: [], npm: 'x', doc: 'https://example.com', models: { m: model } }
}

/** Text at one price a token, whatever the size of the prompt. */
function hasFlatPrices({ pricing, architecture }: Record<string, unknown>): boolean {
  const { prompt, completion, request, overrides } = pricing as Record<string, unknown>
  const { output_modalities: outputs } = architecture as { output_modalities: string[] }
  const isPublished = Number(prompt) >= 0 && Number(completion) >= 0
  return isPublished && !Number(request) && overrides === undefined && outputs.join() === 'text'
}

interface Published {
  models: Record<string, unknown>[]
  document: object
}

/** Starts the program before the tests of a suite, with these models and this document; stops it after them. */
function serviceOf(publishedOf: () => Published | null) {
  const published = publishedOf()
  let running: { site: MirrorSite; upstream: FakeUpstream; app: TestApp } | null = null
  const documentUrl = (): string => `${running!.app.url}/models.dev/api.json`
  beforeAll(async () => {
    if (published === null) return
    const site = await startMirrorSite({ '/api.json': published.document })
    const upstream = await startFakeUpstream({ models: published.models })
    const app = await startTestApp({
      OPENROUTER_BASE_URL: upstream.url,
      MAX_SHRINK_PERCENT: '100',
      MAX_GROWTH_PERCENT: '1000000',
      MIRROR: 'models.dev',
      MODELS_DEV_URL: `${site.url}/api.json`,
    })
    running = { site, upstream, app }
    const sources = `openrouter=${published.models.length}`
    await until(async () => (await fetch(documentUrl())).headers.get('x-catalogue-sources')?.includes(sources) ?? false)
  })
  afterAll(async () => {
    await running?.app.stop()
    await running?.upstream.close()
    await running?.site.close()
  })
  return {
    published: () => published!,
    documentUrl,
    load: (): Promise<ModelCatalog> => fetchModels({ baseUrl: documentUrl() }),
  }
}
