import { beforeEach, expect, it, vi } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { resultsOf } from '../src/shared/list/list-results.js'

const built = vi.hoisted((): string[] => [])
vi.mock('@modelkeep/catalog/query/query-index', async (original) => {
  const real = await original<typeof import('@modelkeep/catalog/query/query-index')>()
  return {
    ...real,
    createQueryIndex: (models: Parameters<typeof real.createQueryIndex>[0]) => (
      built.push('index'),
      real.createQueryIndex(models)
    ),
  }
})
vi.mock('@modelkeep/catalog/search/search-index', async (original) => {
  const real = await original<typeof import('@modelkeep/catalog/search/search-index')>()
  return {
    ...real,
    createSearchIndex: (models: Parameters<typeof real.createSearchIndex>[0]) => (
      built.push('search'),
      real.createSearchIndex(models)
    ),
  }
})

const models = [
  makeModel({ id: 'acme/one' }),
  makeModel({ id: 'acme/two:free', pricing: { prompt: '0', completion: '0' } }),
]
beforeEach(() => {
  built.length = 0
})

it('builds no index for the unfiltered list', () => {
  const view = createCatalogueView(models)
  expect(resultsOf(view, { q: undefined }, { now: 0 })).toEqual({ positions: [0, 1], total: 2 })
  expect(built).toEqual([])
})

it('builds an index on first use, once', () => {
  const view = createCatalogueView(models)
  expect(resultsOf(view, { free: true }, { now: 0 })).toEqual({ positions: [1], total: 1 })
  resultsOf(view, { sort: 'newest' }, { now: 0 })
  expect(built).toEqual(['index'])
})

it('prepares one index per call', () => {
  const view = createCatalogueView(models)
  expect(view.prepare()).toBe(true)
  expect(built).toEqual(['index'])
  expect(view.prepare()).toBe(false)
  expect(view.prepare()).toBe(false)
  expect(built).toEqual(['index', 'search'])
})
