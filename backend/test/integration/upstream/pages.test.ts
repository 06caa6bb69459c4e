import { describe, expect, it } from 'vitest'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { startHarness } from '../../helpers/upstream-harness.js'

const seven = Array.from({ length: 7 }, (_, index) => exampleModel(`example/m${index}`))
const painters = seven.map((model) => ({ ...model, architecture: { output_modalities: ['image'] } }))

function page(items: unknown[], next: unknown, total?: number | string): string {
  return JSON.stringify({ data: items, ...(total === undefined ? {} : { total_count: total }), links: { next } })
}

describe('a list in pages', () => {
  it('is joined into one envelope, in order', async () => {
    const { upstream, client } = await startHarness({}, { models: seven, pageSize: 3 })
    const { bytes, pages } = await client.fetchModels()
    expect(JSON.parse(bytes.toString())).toEqual({ data: seven, total_count: 7, links: { next: null } })
    expect(pages).toBe(3)
    expect(upstream.requests).toHaveLength(3)
  })

  it('keeps the modality parameter that next links omit', async () => {
    const { upstream, models } = await startHarness({}, { models: painters, pageSize: 3 })
    expect(await models()).toEqual(painters)
    expect(upstream.requests.map(({ url }) => url)).toEqual([
      '/api/v1/models?output_modalities=all',
      '/api/v1/models?offset=3&limit=3&output_modalities=all',
      '/api/v1/models?offset=6&limit=3&output_modalities=all',
    ])
  })

  it('accepts absolute and relative next links', async () => {
    const fake = await startHarness(
      {},
      { models: seven, pageSize: 3, nextLink: (offset, limit) => `?offset=${offset}&limit=${limit}` },
    )
    expect(await fake.models()).toEqual(seven)
    const absolute = (offset: number, limit: number): string =>
      `${fake.upstream.url}/models?offset=${offset}&limit=${limit}`
    const { models } = await startHarness({ baseUrl: fake.upstream.url })
    fake.upstream.fault({ kind: 'raw', body: page(seven.slice(0, 3), absolute(3, 100)) }, { times: 1 })
    expect(await models()).toEqual(seven)
  })

  it.each([
    ['another host', 'https://internal.example:8443/v1/models?offset=3&limit=3&token=abc'],
    ['another path', '/gateway/prefix/models?offset=3&limit=3#part'],
    ['no path', '?offset=3&limit=3'],
  ])('is read from the base URL, with the query of a link to %s', async (_, link) => {
    const { upstream, models } = await startHarness({ apiKey: 'sk-or-v1-example' })
    upstream.setModels(seven)
    upstream.fault({ kind: 'raw', body: page(seven.slice(0, 3), link) }, { times: 1 })
    upstream.fault({ kind: 'raw', body: page(seven.slice(3), null, 7) }, { times: 1 })
    expect(await models()).toEqual(seven)
    expect(upstream.requests[1]?.url).toMatch(
      /^\/api\/v1\/models\?offset=3&limit=3(&token=abc)?&output_modalities=all$/,
    )
  })

  it('is rejected if a link leads to a page that was already read', async () => {
    const { upstream, failure } = await startHarness()
    upstream.fault({ kind: 'raw', body: page([1], '/api/v1/models?output_modalities=all&offset=1') })
    expect(await failure()).toMatchObject({
      code: 'redirect',
      message: "page 2 of upstream's list links to a page that was already read",
    })
    expect(upstream.requests).toHaveLength(2)
  })

  it('is rejected after 100 pages', async () => {
    const { upstream, failure } = await startHarness({}, { models: Array(200).fill(1), pageSize: 1 })
    expect(await failure()).toMatchObject({ code: 'too_large', message: "upstream's list has more than 100 pages" })
    expect(upstream.requests).toHaveLength(100)
  })

  it('is accepted with exactly 100 pages', async () => {
    const { models } = await startHarness({}, { models: Array(100).fill(1), pageSize: 1 })
    expect(await models()).toHaveLength(100)
  })

  it('shares one limit of bytes', async () => {
    const { failure, upstream } = await startHarness({ maxBytes: 2500 }, { models: seven, pageSize: 3 })
    expect(await failure()).toMatchObject({
      code: 'too_large',
      message: expect.stringMatching(/the \d+ bytes left of 2500 for all pages/),
    })
    expect(upstream.requests).toHaveLength(2)
  })

  it.each([
    ['the first page', [5, undefined], 5],
    ['the last page', [undefined, 6], 6],
    ['the first of two pages that differ', [3, 4], 3],
    ['the last of two pages that differ', [4, 3], 3],
    ['no page', [undefined, undefined], undefined],
    ['both pages, which agree', [4, 4], 4],
    ['text', ['5', '5'], 5],
  ])('is returned with a total_count that contradicts it, for validation: that of %s', async (_name, counts, total) => {
    const { upstream, client } = await startHarness()
    upstream.fault({ kind: 'raw', body: page([1, 2], '?offset=2', counts[0]) }, { times: 1 })
    upstream.fault({ kind: 'raw', body: page([3, 4], null, counts[1]) }, { times: 1 })
    const joined = JSON.parse((await client.fetchModels()).bytes.toString()) as unknown
    expect(joined).toEqual({ data: [1, 2, 3, 4], total_count: total, links: { next: null } })
  })

  it('is returned with a next link that cannot be followed, for validation', async () => {
    const { upstream, client } = await startHarness()
    upstream.fault({ kind: 'raw', body: page([1], '?offset=1') }, { times: 1 })
    upstream.fault({ kind: 'raw', body: page([2], { href: '?offset=2' }) }, { times: 1 })
    const joined = JSON.parse((await client.fetchModels()).bytes.toString()) as unknown
    expect(joined).toEqual({ data: [1, 2], links: { next: { href: '?offset=2' } } })
  })

  it.each([
    ['cut JSON', '{"data":[{"id":'],
    ['a web page', '<html>'],
    ['no envelope', '{"error":"oops"}'],
    ['bytes that are not UTF-8', Buffer.from([...Buffer.from('{"data":["'), 0xff, ...Buffer.from('"]}')])],
  ])('is returned as the bytes of the broken page, for quarantine: %s', async (_name, body) => {
    const { upstream, client } = await startHarness()
    upstream.fault({ kind: 'raw', body: page([1], '?offset=1') }, { times: 1 })
    upstream.fault({ kind: 'raw', body }, { times: 1 })
    expect(await client.fetchModels()).toMatchObject({ bytes: Buffer.from(body), pages: 2 })
  })

  it('is rejected if a next link is not a URL', async () => {
    const { upstream, failure } = await startHarness()
    upstream.fault({ kind: 'raw', body: page([1], 'http://[') })
    expect(await failure()).toMatchObject({
      code: 'redirect',
      message: "the link to upstream's next page is not a URL",
    })
  })

  it('shares three attempts between all pages', async () => {
    const { upstream, failure, attempts } = await startHarness({}, { models: seven, pageSize: 3 })
    upstream.fault({ kind: 'status', code: 500 }, { times: 1 })
    const first = upstream.nextRequest().then(() => upstream.nextRequest())
    const call = failure()
    await first
    upstream.fault({ kind: 'status', code: 500 })
    await call
    expect(attempts.filter(({ outcome }) => outcome !== 'ok')).toHaveLength(3)
    expect(attempts.at(-1)).toMatchObject({ attempt: 3, outcome: 'status' })
  })
})
