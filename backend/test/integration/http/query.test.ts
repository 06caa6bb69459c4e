import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { advanceUntilSettled } from '../../contract/helpers/advance-until.js'
import { until } from '../../helpers/test-app.js'

const now = Date.parse('2026-06-01T12:00:00Z')
const daysOld = (days: number): number => now / 1000 - days * 86_400
const models = [
  exampleModel('openai/gpt-4o', {
    name: 'OpenAI: GPT-4o',
    created: daysOld(400),
    context_length: 128_000,
    supported_parameters: ['tools'],
    architecture: {
      modality: 'text+image->text',
      input_modalities: ['text', 'image'],
      output_modalities: ['text'],
      tokenizer: 'GPT',
    },
    pricing: { prompt: '0.0000025', completion: '0.00001' },
  }),
  exampleModel('openrouter/auto', {
    name: 'Auto Router',
    created: daysOld(900),
    context_length: 2_000_000,
    supported_parameters: ['tools'],
    architecture: {
      modality: 'text+image->text',
      input_modalities: ['text', 'image'],
      output_modalities: ['text'],
      tokenizer: 'Router',
    },
    pricing: { prompt: '-1', completion: '-1' },
  }),
  exampleModel('google/gemini-flash', {
    name: 'Google: Gemini Flash',
    created: daysOld(3),
    context_length: 1_000_000,
    supported_parameters: ['tools'],
    architecture: {
      modality: 'text+image->text',
      input_modalities: ['text', 'image'],
      output_modalities: ['text'],
      tokenizer: 'Gemini',
    },
    pricing: { prompt: '0.0000001', completion: '0.0000004' },
  }),
  exampleModel('meta/llama:free', {
    name: 'Meta: Llama (free)',
    created: daysOld(30),
    pricing: { prompt: '0', completion: '0' },
  }),
  exampleModel('bfl/flux', {
    name: 'FLUX',
    created: daysOld(10),
    context_length: 0,
    architecture: { modality: 'text->image', input_modalities: ['text'], output_modalities: ['image'] },
    pricing: { prompt: '0', completion: '0' },
  }),
  exampleModel('openai/embed', {
    name: 'Embed',
    created: daysOld(50),
    architecture: { modality: 'text->embeddings', input_modalities: ['text'], output_modalities: ['embeddings'] },
  }),
]

let upstream: FakeUpstream
let clock: FakeClock
let http: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models })
  upstream.setDocument('providers', { data: [{ name: 'OpenAI', slug: 'openai', new_field: 1 }] })
  upstream.setDocument('models/openai/gpt-4o/endpoints', {
    data: { id: 'openai/gpt-4o', endpoints: [{ provider_name: 'OpenAI' }] },
  })
  clock = createFakeClock(now)
  const starting = startHttpApp({ OPENROUTER_BASE_URL: upstream.url }, { clock })
  http = await advanceUntilSettled(clock, starting)
  clock.set(now)
  await until(async () => (await http.send('/api/models?limit=1')).json<List>().total_count === models.length)
})
afterAll(async () => {
  await http.stop()
  await upstream.close()
})

interface List {
  data: { id: string }[]
  total_count: number
  links: { next: string | null }
  missing_ids?: string[]
}
const list = async (query: string): Promise<List> => {
  const response = await http.send(`/api/models?${query}`)
  expect(response.status, response.text()).toBe(200)
  return response.json<List>()
}
const ids = async (query: string): Promise<string[]> => (await list(query)).data.map(({ id }) => id)
const rejection = async (path: string) => {
  const response = await http.send(path)
  return { status: response.status, ...response.json<{ parameter?: string; detail: string }>() }
}

describe('list queries', () => {
  it.each([
    [
      'input_modalities=image&supported_parameters=tools&context=200000&sort=pricing-low-to-high',
      ['google/gemini-flash', 'openrouter/auto'],
    ],
    ['max_price=1&output_modalities=text', ['google/gemini-flash', 'meta/llama:free']],
    ['free=true', ['meta/llama:free']],
    ['sort=newest&limit=2', ['google/gemini-flash', 'bfl/flux']],
    ['q=gpt4o', ['openai/gpt-4o']],
    ['model_authors=openai', ['openai/gpt-4o', 'openai/embed']],
    ['max_age_days=10', ['google/gemini-flash', 'bfl/flux']],
    ['order=context-high-to-low&limit=1', ['openrouter/auto']],
  ])('%s', async (query, expected) => {
    expect(await ids(query)).toEqual(expected)
  })

  it('return only the requested fields', async () => {
    expect((await list('ids=bfl/flux&fields=name,id')).data).toEqual([{ name: 'FLUX', id: 'bfl/flux' }])
  })

  it('return models by id in the requested order, and list missing ids', async () => {
    const response = await list('ids=openai/embed,openai/gpt-0,bfl/flux')
    expect(response.data.map(({ id }) => id)).toEqual(['openai/embed', 'bfl/flux'])
    expect(response.missing_ids).toEqual(['openai/gpt-0'])
  })

  it('link from page to page without gaps or repeats', async () => {
    const found: string[] = []
    for (let next: string | null = '/api/v1/models?sort=newest&limit=1&output_modalities=all'; next !== null;) {
      const page: List = (await http.send(next)).json<List>()
      expect(page.total_count).toBe(6)
      found.push(...page.data.map(({ id }) => id))
      next = page.links.next
    }
    expect(found).toEqual(await ids('sort=newest'))
  })

  it('are counted without paging', async () => {
    expect((await http.send('/api/models/count?model_authors=openai&limit=1')).json()).toEqual({ data: { count: 2 } })
    expect((await http.send('/api/v1/models/count')).json()).toEqual({ data: { count: 4 } })
  })

  it('have facets with counts', async () => {
    const { data } = (await http.send('/api/facets?output_modalities=text')).json<{
      data: { total: number; authors: unknown; free: number }
    }>()
    expect(data).toMatchObject({
      total: 4,
      free: 1,
      authors: [
        { value: 'google', count: 1 },
        { value: 'meta', count: 1 },
        { value: 'openai', count: 1 },
        { value: 'openrouter', count: 1 },
      ],
    })
  })

  it('are not cached if they depend on the date', async () => {
    expect(await ids('max_age_days=3')).toEqual(['google/gemini-flash'])
    expect((await http.send('/api/models?max_age_days=3')).headers['cache-status']).toBe('modelkeep; fwd=uri-miss')
    clock.set(now + 86_400_000)
    expect(await ids('max_age_days=3')).toEqual([])
    clock.set(now)
  })

  it('list embedding models as OpenRouter does', async () => {
    const { data, total_count } = (await http.send('/api/v1/embeddings/models')).json<List>()
    expect([data.map(({ id }) => id), total_count]).toEqual([['openai/embed'], 1])
  })

  it('can be RSS, newest first', async () => {
    const response = await http.send('/api/v1/models?use_rss=true')
    expect(response.headers['content-type']).toBe('application/rss+xml; charset=utf-8')
    const titles = [...response.text().matchAll(/<item>\s*<title><!\[CDATA\[(.*?)\]\]>/g)].map(([, title]) => title)
    expect(titles).toEqual(['Google: Gemini Flash', 'Meta: Llama (free)', 'OpenAI: GPT-4o', 'Auto Router'])
    expect(response.headers['x-data-source']).toBe('upstream')
  })

  it('are the same RSS at a path of its own', async () => {
    const [byPath, byQuery] = [
      await http.send('/api/models.rss?limit=2'),
      await http.send('/api/models?use_rss=true&limit=2'),
    ]
    expect(byPath.headers['content-type']).toBe('application/rss+xml; charset=utf-8')
    expect(byPath.text()).toBe(byQuery.text())
    expect(byPath.text()).toContain('<item>')
  })
})

describe('unsupported and invalid requests', () => {
  it.each([
    'category=programming',
    'providers=OpenAI',
    'zdr=true',
    'region=eu',
    'distillable=true',
    'sort=most-popular',
    'sort=top-weekly',
    'sort=throughput-high-to-low',
    'sort=latency-low-to-high',
  ])('are rejected by name, with the reason: %s', async (query) => {
    expect(await rejection(`/api/v1/models?${query}`)).toMatchObject({
      status: 400,
      parameter: query.split('=')[0],
      detail: expect.stringMatching(/is not supported/),
    })
  })

  it.each([
    ['limt=5', 'limt', /did you mean limit/],
    ['limit=0', 'limit', /from 1 to 1000/],
    ['min_price=2&max_price=1', 'min_price', /must not be above max_price/],
    ['max_price=1e3', 'max_price', /plain decimal/],
    ['fields=pricin', 'fields', /did you mean pricing/],
    ['limit=1&limit=2', 'limit', /more than once/],
    ['sort=newest&order=newest', 'order', /alias of sort/],
  ])('name the mistake: %s', async (query, parameter, detail) => {
    expect(await rejection(`/api/models?${query}`)).toMatchObject({
      status: 400,
      parameter,
      detail: expect.stringMatching(detail),
    })
  })

  it.each([
    '/api/v1/models/user',
    '/api/v1/endpoints/zdr',
    '/api/v1/images/models',
    '/api/v1/videos/models',
    '/api/v1/images/models/bfl/flux/endpoints',
  ])('are a 501 with the reason: %s', async (path) => {
    expect(await rejection(path)).toMatchObject({
      status: 501,
      detail: expect.stringMatching(/^this OpenRouter route is not supported: .{20}/),
    })
  })
})

describe('other upstream documents', () => {
  it('are served unchanged, with freshness headers, and cached', async () => {
    const first = await http.send('/api/v1/models/openai/gpt-4o/endpoints')
    expect(first.json()).toEqual({ data: { id: 'openai/gpt-4o', endpoints: [{ provider_name: 'OpenAI' }] } })
    expect(first.headers).toMatchObject({
      'x-data-source': 'upstream',
      age: '0',
      'cache-status': 'modelkeep; fwd=uri-miss; stored',
    })
    for (const suffix of [':exacto', '%3Anitro', ':floor:online'])
      expect((await http.send(`/api/v1/models/openai/gpt-4o${suffix}/endpoints`)).json()).toEqual(first.json())
    const again = await http.send('/api/models/openai%2Fgpt-4o/endpoints')
    expect(again.headers).toMatchObject({
      'cache-status': expect.stringMatching(/^modelkeep; hit; ttl=/),
      etag: first.headers['etag'],
    })
    expect(
      (
        await http.send({
          path: '/api/v1/models/openai/gpt-4o/endpoints',
          headers: { 'If-None-Match': String(first.headers['etag']) },
        })
      ).status,
    ).toBe(304)
  })

  it('are not fetched for unknown models', async () => {
    const requestsBefore = upstream.requests.length
    expect(await rejection('/api/v1/models/nobody/nothing/endpoints')).toMatchObject({ status: 404 })
    expect(upstream.requests.length).toBe(requestsBefore)
  })

  it('are a 503 without a copy while upstream fails, and served with one', async () => {
    expect((await http.send('/api/v1/providers')).status).toBe(200)
    upstream.fault({ kind: 'status', code: 404 })
    expect((await http.send('/api/providers')).status).toBe(200)
    upstream.fault({ kind: 'status', code: 401 })
    const response = await http.send('/api/v1/models/bfl/flux/endpoints')
    expect([response.status, response.headers['retry-after']]).toEqual([503, '10'])
    upstream.fault(null)
  })
})
