import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startHttpApp, type HttpApp } from '../../contract/helpers/http-app.js'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'

const ids = ['openai/gpt-4o', '~openai/x', 'a/b:free', 'a/count', 'count/count', 'a/b.c-d_e+f@g']
const sparse = {
  id: 'image/only',
  name: 'Only',
  architecture: { input_modalities: ['text'], output_modalities: ['image'] },
}
let upstream: FakeUpstream
let app: HttpApp
beforeAll(async () => {
  upstream = await startFakeUpstream({ models: [...ids.map((id) => exampleModel(id)), sparse] })
  app = await startHttpApp({ OPENROUTER_BASE_URL: upstream.url })
})
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

const statusAndId = async (path: string): Promise<[number, unknown]> => {
  const response = await app.send(path)
  return [response.status, response.json<{ data?: { id: string } }>().data?.id]
}
const lowercase = (text: string): string => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
const everyLetter = (text: string): string => Buffer.from(text).toString('hex').replaceAll(/../g, '%$&')

describe.each(['/api/models/', '/api/v1/models/', '/api/v1/model/'])('one model under %s', (root) => {
  it.each(ids)('is found by its id, raw and percent-encoded: %s', async (id) => {
    for (const path of [
      id,
      encodeURIComponent(id),
      lowercase(encodeURIComponent(id)),
      encodeURI(id),
      everyLetter(id),
      id.split('/').map(encodeURIComponent).join('/'),
    ]) {
      expect(await statusAndId(root + path)).toEqual([200, id])
    }
  })

  it.each(['nitro', 'floor', 'online', 'exacto'])('is found with the routing suffix :%s', async (suffix) => {
    expect(await statusAndId(`${root}openai/gpt-4o:${suffix}`)).toEqual([200, 'openai/gpt-4o'])
    expect(await statusAndId(`${root}openai/gpt-4o%3a${suffix}`)).toEqual([200, 'openai/gpt-4o'])
    expect(await statusAndId(`${root}openai/gpt-4o:online:${suffix}`)).toEqual([200, 'openai/gpt-4o'])
    expect(await statusAndId(`${root}a/b:free:${suffix}`)).toEqual([200, 'a/b:free'])
    expect((await statusAndId(`${root}openai/nobody:${suffix}`))[0]).toBe(404)
  })

  it.each([
    'openai/nobody',
    'openai',
    'openai/',
    '/gpt-4o',
    '%20',
    'a/b',
    'openai%252Fgpt-4o',
    'openai/gpt-4o/',
    'OpenAI/gpt-4o',
    '%00',
    '..%2F..%2Fetc',
    'a%2Fb%3Afree%20',
    'constructor',
    '__proto__',
  ])('is a 404 that names the missing id: %s', async (path) => {
    const response = await app.send(root + path)
    expect([response.status, response.headers['content-type']]).toEqual([404, 'application/problem+json'])
    expect(response.json<{ detail: string }>().detail).toBe(
      `there is no model ${JSON.stringify(decodeURIComponent(path))}`,
    )
  })

  it('accepts no parameters', async () => {
    expect((await app.send(`${root}openai/gpt-4o?x=1`)).json()).toMatchObject({ status: 400, parameter: 'x' })
  })
})

describe('the history of a model', () => {
  it.each(['/api/v1/models/', '/api/v1/model/'])('does not exist among OpenRouter routes: %s', async (root) => {
    expect((await app.send(`${root}openai/gpt-4o/history`)).status).toBe(404)
  })
})

describe('almost valid paths', () => {
  it.each([
    '/api/models/',
    '/api//models',
    '//api/models',
    '/API/models',
    '/api/models/?limit=1',
    '/api/v1/model',
    '/api/v1/model/',
    '/api',
    '/index',
    '/api/model/a/b',
    '/livez/',
    '/api/mod%65ls',
  ])('are a 404: %s', async (path) => {
    const response = await app.send(path)
    expect([response.status, response.json<{ error: { type: string } }>().error.type]).toEqual([404, 'not_found'])
  })

  it('are truncated in messages if they are very long', async () => {
    expect((await app.send(`/api/models/a/${'b'.repeat(5_000)}`)).text().length).toBeLessThan(1_000)
  })

  it('may be absolute URLs, as proxies send them, and share the cache', async () => {
    for (const path of ['http://anything.example/api/models', 'HTTPS://user@anything.example:443/api/models']) {
      const response = await app.send(path)
      expect([response.status, response.headers['cache-status']]).toEqual([200, expect.stringContaining('hit')])
    }
    expect(await statusAndId('http://anything.example/api/models/openai%2Fgpt-4o')).toEqual([200, 'openai/gpt-4o'])
    expect((await app.send('http://anything.example/none')).json()).toMatchObject({
      status: 404,
      detail: 'there is no route GET "/none"',
    })
    expect((await app.send('http://anything.example?x=1')).json()).toMatchObject({
      status: 404,
      detail: expect.stringContaining('the page is not built') as string,
    })
  })
})

interface Page {
  data: { id: string }[]
  total_count: number
  links: { next: string | null }
}

describe('the two route families', () => {
  it('return upstream models unchanged under /api, and with all required fields under /api/v1', async () => {
    expect((await app.send('/api/models/image/only')).json()).toEqual({ data: sparse })
    expect((await app.send('/api/v1/models/image/only')).json<{ data: object }>().data).toMatchObject({
      ...sparse,
      canonical_slug: 'image/only',
      pricing: { prompt: '-1', completion: '-1' },
      supported_parameters: [],
    })
  })

  it('list all models under /api, and models with text output under /api/v1, in upstream order', async () => {
    const idsOf = async (path: string) =>
      (await app.send(path)).json<{ data: { id: string }[] }>().data.map((model) => model.id)
    expect(await idsOf('/api/models')).toEqual([...ids, 'image/only'])
    expect(await idsOf('/api/v1/models')).toEqual(ids)
    expect(await idsOf('/api/v1/models?output_modalities=all')).toEqual([...ids, 'image/only'])
    expect(await idsOf('/api/v1/models?output_modalities=IMAGE,audio')).toEqual(['image/only'])
    expect(await idsOf('/api/models?output_modalities=image')).toEqual(['image/only'])
    expect(await idsOf('/api/models?output_modalities=smell')).toEqual([])
  })

  it('count what they list', async () => {
    const count = async (path: string) => (await app.send(path)).json<{ data: { count: number } }>().data.count
    expect(
      await Promise.all(
        [
          '/api/models/count',
          '/api/v1/models/count',
          '/api/v1/models/count?output_modalities=all',
          '/api/models/count?limit=1',
        ].map(count),
      ),
    ).toEqual([7, 6, 7, 7])
  })

  it('return pages only with a limit, each with a link to the next', async () => {
    const seen: string[] = []
    for (let next: string | null = '/api/v1/models?limit=4&output_modalities=all'; next !== null;) {
      const { data, total_count, links }: Page = (await app.send(next)).json()
      expect(total_count).toBe(7)
      seen.push(...data.map((model) => model.id))
      next = links.next
    }
    expect(seen).toEqual([...ids, 'image/only'])
    expect((await app.send('/api/models')).json()).toMatchObject({ total_count: 7, links: { next: null } })
    expect((await app.send('/api/models?offset=2147483647')).json()).toEqual({
      data: [],
      total_count: 7,
      links: { next: null },
    })
  })
})
