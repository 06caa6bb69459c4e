// Twenty thousand models, forty times what upstream lists today, through the whole program.
import type { Facets } from '@modelkeep/catalog/contract/facets'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exampleModel, startFakeUpstream, type FakeUpstream } from '../../helpers/fake-upstream.js'
import { startTestApp, type TestApp } from '../../helpers/test-app.js'

interface ModelPage {
  data: { id: string; context_length: number; pricing: { prompt: string } }[]
  total_count: number
  links: { next: string | null }
}

const size = 20_000
const everyFourth = size / 4
const everyTenth = size / 10

/** Every 4th accepts images, every 10th is free and the one before it has no tools, one in 1000 is a zebra; 50 authors, 16 contexts. */
function syntheticModel(nr: number): Record<string, unknown> {
  const isFree = nr % 10 === 0
  return exampleModel(`author-${nr % 50}/${nr % 1000 === 7 ? 'zebra' : 'model'}-${nr}`, {
    created: 1_700_000_000 + nr,
    context_length: 8_192 * (1 + (nr % 16)),
    architecture: {
      modality: 'text->text',
      input_modalities: nr % 4 === 0 ? ['text', 'image'] : ['text'],
      output_modalities: ['text'],
      tokenizer: 'Other',
      instruct_type: null,
    },
    pricing: isFree
      ? { prompt: '0', completion: '0' }
      : { prompt: `0.${String(nr).padStart(9, '0')}`, completion: '0.000001' },
    supported_parameters: nr % 10 === 9 ? ['max_tokens'] : ['max_tokens', 'tools'],
  })
}

let upstream: FakeUpstream
let app: TestApp
beforeAll(async () => {
  upstream = await startFakeUpstream({
    models: Array.from({ length: size }, (_, nr) => syntheticModel(nr)),
    encoding: 'identity',
  })
  app = await startTestApp({ OPENROUTER_BASE_URL: upstream.url, MAX_UPSTREAM_BYTES: String(1024 ** 3) })
  const isSynced = (): boolean => app.app.sync.snapshots.current()?.catalogue.entries.length === size
  await app.app.revalidation.revalidate('start') // joins the sync of the cold start
  while (!isSynced()) await app.app.revalidation.refresh() // which a busy machine may not complete within its deadline
}, 300_000)
afterAll(async () => {
  await app.stop()
  await upstream.close()
})

const list = (query: string): Promise<ModelPage> => app.json<ModelPage>(`/api/models?${query}`)

describe(`${size} models`, () => {
  it('are all listed, counted and found by id', async () => {
    expect((await app.json<{ data: { count: number } }>('/api/models/count')).data.count).toBe(size)
    expect((await app.json<{ data: { id: string } }>('/api/models/author-49/model-19999')).data.id).toBe(
      'author-49/model-19999',
    )
  })

  it('are filtered and sorted, with the total and a link to the next page', async () => {
    const {
      data,
      total_count: total,
      links,
    } = await list(
      'input_modalities=image&supported_parameters=tools&max_price=1000&min_price=0.001&sort=pricing-high-to-low&limit=20',
    )
    const matching = Array.from({ length: size }, (_, nr) => nr).filter((nr) => nr % 4 === 0 && nr % 10 !== 0)
    expect(total).toBe(matching.length)
    expect(data.map(({ id }) => Number(id.split('-').at(-1)))).toEqual(matching.toReversed().slice(0, 20))
    expect(links.next).toContain('offset=20')
  })

  it('are paged through the links, each once', async () => {
    const seen = new Set<string>()
    let next: string | null =
      '/api/models?supported_parameters=tools&model_authors=author-1,author-2&sort=newest&limit=1000&fields=id'
    while (next !== null) {
      const page: ModelPage = await app.json(next)
      for (const { id } of page.data) seen.add(id)
      next = page.links.next
    }
    expect(seen.size).toBe((size / 50) * 2)
  })

  it('end with a last page without a next link', async () => {
    const { data, links } = await list(`limit=7&offset=${size - 3}`)
    expect([data.length, data.at(-1)?.id, links.next]).toEqual([3, 'author-49/model-19999', null])
  })

  it('are found by full-text search', async () => {
    expect((await list('q=zebra&limit=20')).total_count).toBe(size / 1000)
    expect((await list('q=zebra+4007&limit=1')).data[0]?.id).toBe('author-7/zebra-4007')
    expect((await list('q=zebra&free=true&limit=1')).total_count).toBe(0)
  })

  it('are counted in facets', async () => {
    const { data: all } = await app.json<{ data: Facets }>('/api/facets')
    expect(all.total).toBe(size)
    expect(all.authors).toHaveLength(50)
    expect(all.authors[0]?.count).toBe(size / 50)
    expect(all.input_modalities.find(({ value }) => value === 'image')?.count).toBe(everyFourth)
    const { data: free } = await app.json<{ data: Facets }>('/api/facets?free=true')
    expect(free.total).toBe(everyTenth)
    expect(free.supported_parameters.find(({ value }) => value === 'tools')?.count).toBe(everyTenth)
  })
})
