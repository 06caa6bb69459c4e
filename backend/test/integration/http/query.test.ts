import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { createFakeClock, type FakeClock } from '../../helpers/fake-clock.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { advanceUntilSettled } from '../../contract/helpers/advance-until.js'

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
  const answer = await http.send(`/api/models?${query}`)
  expect(answer.status, answer.text()).toBe(200)
  return answer.json<List>()
}
const ids = async (query: string): Promise<string[]> => (await list(query)).data.map(({ id }) => id)
const refusal = async (path: string) => {
  const answer = await http.send(path)
  return { status: answer.status, ...answer.json<{ parameter?: string; detail: string }>() }
}

describe('questions of the list', () => {
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

  it('gives only the fields that were asked for', async () => {
    expect((await list('ids=bfl/flux&fields=name,id')).data).toEqual([{ name: 'FLUX', id: 'bfl/flux' }])
  })

  it('gives models by id in the order asked for, and names those that it has not', async () => {
    const answer = await list('ids=openai/embed,openai/gpt-0,bfl/flux')
    expect(answer.data.map(({ id }) => id)).toEqual(['openai/embed', 'bfl/flux'])
    expect(answer.missing_ids).toEqual(['openai/gpt-0'])
  })

  it('leads from page to page under the same question, without gaps or repeats', async () => {
    const found: string[] = []
    for (let next: string | null = '/api/v1/models?sort=newest&limit=1&output_modalities=all'; next !== null;) {
      const page: List = (await http.send(next)).json<List>()
      expect(page.total_count).toBe(6)
      found.push(...page.data.map(({ id }) => id))
      next = page.links.next
    }
    expect(found).toEqual(await ids('sort=newest'))
  })

  it('counts what the list would hold', async () => {
    expect((await http.send('/api/models/count?model_authors=openai&limit=1')).json()).toEqual({ data: { count: 2 } })
    expect((await http.send('/api/v1/models/count')).json()).toEqual({ data: { count: 4 } })
  })

  it('tells the values to filter by, with counts under the filter', async () => {
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

  it('does not keep an answer that depends on the day', async () => {
    expect(await ids('max_age_days=3')).toEqual(['google/gemini-flash'])
    expect((await http.send('/api/models?max_age_days=3')).headers['cache-status']).toBe('modelkeep; fwd=uri-miss')
    clock.set(now + 86_400_000)
    expect(await ids('max_age_days=3')).toEqual([])
    clock.set(now)
  })

  it('answers embeddings as OpenRouter does', async () => {
    const { data, total_count } = (await http.send('/api/v1/embeddings/models')).json<List>()
    expect([data.map(({ id }) => id), total_count]).toEqual([['openai/embed'], 1])
  })

  it('answers as RSS, newest first, when asked to', async () => {
    const answer = await http.send('/api/v1/models?use_rss=true')
    expect(answer.headers['content-type']).toBe('application/rss+xml; charset=utf-8')
    const titles = [...answer.text().matchAll(/<item>\s*<title><!\[CDATA\[(.*?)\]\]>/g)].map(([, title]) => title)
    expect(titles).toEqual(['Google: Gemini Flash', 'Meta: Llama (free)', 'OpenAI: GPT-4o', 'Auto Router'])
    expect(answer.headers['x-data-source']).toBe('upstream')
  })
})

describe('what cannot be answered', () => {
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
  ])('%s is refused by name, with the reason', async (query) => {
    expect(await refusal(`/api/v1/models?${query}`)).toMatchObject({
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
  ])('%s names what is wrong', async (query, parameter, detail) => {
    expect(await refusal(`/api/models?${query}`)).toMatchObject({
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
  ])('%s is 501, with the reason', async (path) => {
    expect(await refusal(path)).toMatchObject({
      status: 501,
      detail: expect.stringMatching(/^this OpenRouter route is not supported: .{20}/),
    })
  })
})

describe('documents beside the list', () => {
  it('are passed on as they come, with freshness headers, and come from memory the second time', async () => {
    const first = await http.send('/api/v1/models/openai/gpt-4o/endpoints')
    expect(first.json()).toEqual({ data: { id: 'openai/gpt-4o', endpoints: [{ provider_name: 'OpenAI' }] } })
    expect(first.headers).toMatchObject({
      'x-data-source': 'upstream',
      age: '0',
      'cache-status': 'modelkeep; fwd=uri-miss; stored',
    })
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

  it('of models that there are not are not asked for', async () => {
    const asked = upstream.requests.length
    expect(await refusal('/api/v1/models/nobody/nothing/endpoints')).toMatchObject({ status: 404 })
    expect(upstream.requests.length).toBe(asked)
  })

  it('that there is no copy of are 503 while upstream is away; those with a copy go on', async () => {
    expect((await http.send('/api/v1/providers')).status).toBe(200)
    upstream.fault({ kind: 'status', code: 404 })
    expect((await http.send('/api/providers')).status).toBe(200)
    upstream.fault({ kind: 'status', code: 401 })
    const answer = await http.send('/api/v1/models/bfl/flux/endpoints')
    expect([answer.status, answer.headers['retry-after']]).toEqual([503, '10'])
    upstream.fault(null)
  })
})
