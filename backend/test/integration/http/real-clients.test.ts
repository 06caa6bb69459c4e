// Unmodified OpenRouter clients, with only the base URL changed, against the running program. Uses the real captures in
// ../shared/data, or generated models and documents if they are missing.
import { OpenRouter } from '@openrouter/sdk'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { captureDocument } from '../../helpers/capture-document.js'
import { captureModels, haveCaptures, noCaptures } from '../../helpers/captures.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startTestApp, until, type TestApp } from '../../helpers/test-app.js'

type ListRequest = NonNullable<Parameters<OpenRouter['models']['list']>[0]>

interface ProvidersDocument {
  data: { name: string; slug: string }[]
}
interface EndpointsDocument {
  data: { id: string; endpoints: { provider_name: string; pricing: { prompt: string } }[] }
}

const made = ['openai/gpt-4o', 'example/beta:free', '~openai/gpt-latest'].map((id) => exampleModel(id))
const models = haveCaptures ? captureModels('openrouter-models-2026-08-22.json') : made
const source = haveCaptures ? '' : ` (generated models: ${noCaptures})`
const ids = models.map(({ id }) => id as string)
const authorAndSlug = (id: string): { author: string; slug: string } => {
  const [author = '', slug = ''] = id.split('/')
  return { author, slug }
}

const providers = (captureDocument('openrouter-providers-2026-05-22.json') as ProvidersDocument | undefined) ?? {
  data: [
    {
      name: 'Example',
      slug: 'example',
      privacy_policy_url: null,
      terms_of_service_url: null,
      status_page_url: null,
      headquarters: null,
      datacenters: null,
    },
  ],
}
const endpoints =
  (captureDocument('openrouter-endpoints-openai-gpt-4o.json') as EndpointsDocument | undefined) ?? generateEndpoints()

let upstream: FakeUpstream
let app: TestApp
let openRouter: OpenRouter
let openAi: OpenAI
beforeAll(async () => {
  upstream = await startFakeUpstream({ models })
  upstream.setDocument('providers', providers)
  upstream.setDocument('models/openai/gpt-4o/endpoints', endpoints)
  app = await startTestApp({
    OPENROUTER_BASE_URL: upstream.url,
    MAX_SHRINK_PERCENT: '100',
    MAX_GROWTH_PERCENT: '1000000',
  })
  openRouter = new OpenRouter({ apiKey: 'none', serverURL: `${app.url}/api/v1`, retryConfig: { strategy: 'none' } })
  openAi = new OpenAI({ apiKey: 'none', baseURL: `${app.url}/api/v1`, maxRetries: 0 })
  await served(models)
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

/** Sets upstream's models. Resolves when they are served. */
async function served(list: Record<string, unknown>[]): Promise<void> {
  upstream.setModels(list)
  await app.app.revalidation.refresh()
  await until(async () => (await app.json<{ total_count: number }>('/api/models?limit=1')).total_count === list.length)
}

async function listWithSdk(request: ListRequest = {}): Promise<{ ids: string[]; pages: number }> {
  const found: string[] = []
  let pages = 0
  for await (const page of await openRouter.models.list(request)) {
    found.push(...page.result.data.map(({ id }) => id))
    pages += 1
  }
  return { ids: found, pages }
}

async function listWithOpenAi(): Promise<string[]> {
  const found: string[] = []
  for await (const { id } of openAi.models.list()) found.push(id)
  return found
}

describe(`@openrouter/sdk${source}`, () => {
  it('lists every model once, in upstream order', async () => {
    expect((await listWithSdk()).ids).toEqual(ids)
  })

  it('reads prices, context and parameters of a model', async () => {
    const { value: page } = await (await openRouter.models.list())[Symbol.asyncIterator]().next()
    const sent = models[0] as { context_length: number; pricing: { prompt: string }; supported_parameters: string[] }
    expect(page?.result.data[0]).toMatchObject({
      contextLength: sent.context_length,
      pricing: { prompt: sent.pricing.prompt },
      supportedParameters: sent.supported_parameters,
    })
    expect(page?.result.totalCount).toBe(ids.length)
  })

  it('counts and filters models', async () => {
    expect((await openRouter.models.count()).data.count).toBe(ids.length)
    const withTools = models.filter((model) => (model['supported_parameters'] as string[]).includes('tools'))
    expect((await listWithSdk({ supportedParameters: 'tools' })).ids).toEqual(withTools.map(({ id }) => id))
  })

  it('gets each model, with `~` and `:` in ids', async () => {
    const requested = ids.filter(
      (id, nr) => id.startsWith('~') || id.includes(':') || nr % 20 === 0 || id === 'openai/gpt-4o',
    )
    const got = await Promise.all(requested.map(async (id) => (await openRouter.models.get(authorAndSlug(id))).data.id))
    expect(got).toEqual(requested)
  })

  it('gets a 404 for an unknown model', async () => {
    await expect(openRouter.models.get({ author: 'nobody', slug: 'nothing' })).rejects.toMatchObject({
      name: 'NotFoundResponseError',
      statusCode: 404,
      message: expect.stringContaining('nobody/nothing'),
    })
  })

  it('gets a 400 for an unsupported parameter', async () => {
    await expect(openRouter.models.list({ category: 'programming' })).rejects.toMatchObject({
      name: 'BadRequestResponseError',
      statusCode: 400,
      message: expect.stringContaining('category'),
    })
  })

  it('lists the providers', async () => {
    expect((await openRouter.providers.list()).data.map(({ slug }) => slug)).toEqual(
      providers.data.map(({ slug }) => slug),
    )
  })

  it('lists the endpoints of a model', async () => {
    const { data } = await openRouter.endpoints.list({ author: 'openai', slug: 'gpt-4o' })
    const sent = endpoints.data.endpoints.map((endpoint) => [endpoint.provider_name, endpoint.pricing.prompt])
    expect([data.id, data.endpoints.map(({ providerName, pricing }) => [providerName, pricing.prompt])]).toEqual([
      endpoints.data.id,
      sent,
    ])
  })
})

describe(`openai${source}`, () => {
  it('lists every model once, in upstream order', async () => {
    expect(await listWithOpenAi()).toEqual(ids)
  })

  it('retrieves a model by id with an encoded slash, in `data`, as upstream does', async () => {
    const requested = ids.filter((id) => id.startsWith('~') || id.includes(':') || id === 'openai/gpt-4o')
    const got = await Promise.all(
      requested.map(async (id) => ((await openAi.models.retrieve(id)) as unknown as { data: { id: string } }).data.id),
    )
    expect(got).toEqual(requested)
  })

  it('gets a 404 that names an unknown model', async () => {
    await expect(openAi.models.retrieve('nobody/nothing')).rejects.toMatchObject({
      name: 'Error',
      status: 404,
      message: expect.stringContaining('nobody/nothing'),
    })
  })
})

describe('more models than fit on one page of a client', () => {
  const many = Array.from({ length: 1203 }, (_, nr) => ({
    ...models[nr % models.length],
    id: `author-${nr % 40}/model-${nr}`,
  }))
  const manyIds = many.map(({ id }) => id)
  beforeAll(() => served(many))
  afterAll(() => served(models))

  it.each([
    { paging: 'without parameters', request: {} },
    { paging: 'by 500', request: { limit: 500 } },
    { paging: 'by the default limit', request: { offset: 0 } },
    { paging: 'by a divisor of their number', request: { limit: 401 } },
  ])('are listed once each by @openrouter/sdk, paged $paging', async ({ request }) => {
    expect((await listWithSdk(request)).ids).toEqual(manyIds)
  })

  it('are paged by @openrouter/sdk itself, in sorted order too', async () => {
    const { ids: found, pages } = await listWithSdk({ limit: 500, sort: 'newest' })
    expect([pages, found.length, new Set(found)]).toEqual([3, many.length, new Set(manyIds)])
  })

  it('are listed once each by openai', async () => {
    expect(await listWithOpenAi()).toEqual(manyIds)
  })

  it('are counted', async () => {
    expect((await openRouter.models.count()).data.count).toBe(1203)
  })
})

describe('a model in a shape that @openrouter/sdk rejects', () => {
  const sound = Array.from({ length: 120 }, (_, nr) => exampleModel(`sound/model-${nr}`))
  const required = [
    'canonical_slug',
    'created',
    'context_length',
    'architecture',
    'pricing',
    'top_provider',
    'per_request_limits',
    'supported_parameters',
    'default_parameters',
    'description',
    'hugging_face_id',
  ]
  const lacking = required.map((name) => ({ name, model: omit(exampleModel(`lacks/${name}`), name) }))
  const broken = [
    ...lacking,
    { name: 'everything but id and name', model: { id: 'lacks/everything', name: 'Bare' } },
    { name: 'the completion price', model: exampleModel('lacks/completion', { pricing: { prompt: '0.1' } }) },
    { name: 'the prompt price', model: exampleModel('lacks/prompt', { pricing: { completion: '0.1' } }) },
    {
      name: 'modalities',
      model: exampleModel('lacks/modalities', { architecture: { modality: 'text->text', tokenizer: 'Other' } }),
    },
    { name: 'is_moderated', model: exampleModel('lacks/is_moderated', { top_provider: {} }) },
    { name: 'half of the limits', model: exampleModel('lacks/limits', { per_request_limits: { prompt_tokens: 1 } }) },
    { name: 'the target of an alias', model: exampleModel('~lacks/target', { alias_target: {} }) },
    {
      name: 'parts of its benchmarks',
      model: exampleModel('lacks/benchmarks', { benchmarks: { design_arena: [{ elo: 1 }], artificial_analysis: {} } }),
    },
    {
      name: 'whether reasoning is mandatory',
      model: exampleModel('lacks/mandatory', { reasoning: { supported_efforts: null } }),
    },
    {
      name: 'nothing, but has unknown enumeration values',
      model: exampleModel('new/kind', {
        architecture: {
          modality: 'text->text',
          input_modalities: ['text', 'smell'],
          output_modalities: ['text'],
          tokenizer: 'Newest',
          instruct_type: 'unheard-of',
        },
        supported_parameters: ['unheard_of'],
      }),
    },
    {
      name: 'nothing, but has unknown fields',
      model: exampleModel('new/field', {
        unheard_of: { of: [1] },
        pricing: { prompt: '1', completion: '1', unheard_of: '1' },
      }),
    },
    { name: 'a known context', model: exampleModel('null/context', { context_length: null }) },
  ]
  const wrong = [
    { name: 'a text for its context', model: exampleModel('wrong/context', { context_length: 'many' }) },
    { name: 'a fractional creation time', model: exampleModel('wrong/created', { created: 1.5 }) },
    { name: 'numbers for its prices', model: exampleModel('wrong/pricing', { pricing: { prompt: 1, completion: 2 } }) },
    { name: 'a text for its parameters', model: exampleModel('wrong/parameters', { supported_parameters: 'tools' }) },
    {
      name: 'fractional token limits',
      model: exampleModel('wrong/tokens', {
        top_provider: { context_length: 1.5, max_completion_tokens: 2.5, is_moderated: false },
      }),
    },
    { name: 'a number for its knowledge cutoff', model: exampleModel('wrong/cutoff', { knowledge_cutoff: 2024 }) },
    { name: 'a text for its voices', model: exampleModel('wrong/voices', { supported_voices: 'alloy' }) },
    { name: 'a text for its links', model: exampleModel('wrong/links', { links: 'here' }) },
    { name: 'a text for its reasoning', model: exampleModel('wrong/reasoning', { reasoning: 'always' }) },
    {
      name: 'nulls for its parts',
      model: exampleModel('wrong/nulls', {
        architecture: null,
        pricing: null,
        top_provider: null,
        supported_parameters: null,
        links: null,
        created: null,
        canonical_slug: null,
      }),
    },
  ]

  const listedWith = async (model: Record<string, unknown>): Promise<string[]> => {
    upstream.setModels([...sound, model])
    await app.app.revalidation.refresh()
    return (await listWithSdk()).ids
  }

  it.each(broken)('is listed with the others and found by id if it lacks $name', async ({ model }) => {
    const id = model['id'] as string
    expect(await listedWith(model)).toEqual([...sound.map((each) => each['id']), id])
    expect((await openRouter.models.get(authorAndSlug(id))).data.id).toBe(id)
  })

  it.each(wrong)('does not affect the others if it has $name', async ({ model }) => {
    expect((await listedWith(model)).filter((id) => id !== model['id'])).toEqual(sound.map(({ id }) => id))
  })
})

function omit(model: Record<string, unknown>, name: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(model).filter(([key]) => key !== name))
}

function generateEndpoints(): EndpointsDocument {
  const stats = {
    latency_last_30m: null,
    throughput_last_30m: null,
    uptime_last_1d: null,
    uptime_last_30m: null,
    uptime_last_5m: null,
  }
  const endpoint = {
    name: 'OpenAI',
    model_id: 'openai/gpt-4o',
    model_name: 'GPT-4o',
    provider_name: 'OpenAI',
    tag: 'openai',
    context_length: 128_000,
    quantization: null,
    max_completion_tokens: null,
    max_prompt_tokens: null,
    supported_parameters: [],
    supports_implicit_caching: false,
    supports_tool_choice: { none: true, auto: true, required: true, function: true },
    pricing: { prompt: '0.1', completion: '0.2' },
    ...stats,
  }
  const architecture = {
    modality: 'text->text',
    input_modalities: ['text'],
    output_modalities: ['text'],
    tokenizer: 'GPT',
    instruct_type: null,
  }
  return {
    data: {
      id: 'openai/gpt-4o',
      name: 'GPT-4o',
      created: 1_715_558_400,
      description: '',
      architecture,
      endpoints: [endpoint],
    },
  } as EndpointsDocument
}
