import { beforeEach, expect, it, vi } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { resultsOf } from '../src/features/explore/use-results.js'

const made = vi.hoisted((): string[] => [])
vi.mock('@modelkeep/catalog/query/query-index', async (original) => {
  const real = await original<typeof import('@modelkeep/catalog/query/query-index')>()
  return {
    ...real,
    createQueryIndex: (models: Parameters<typeof real.createQueryIndex>[0]) => (
      made.push('index'),
      real.createQueryIndex(models)
    ),
  }
})
vi.mock('@modelkeep/catalog/search/search-index', async (original) => {
  const real = await original<typeof import('@modelkeep/catalog/search/search-index')>()
  return {
    ...real,
    createSearchIndex: (models: Parameters<typeof real.createSearchIndex>[0]) => (
      made.push('words'),
      real.createSearchIndex(models)
    ),
  }
})

const models = [
  makeModel({ id: 'acme/one' }),
  makeModel({ id: 'acme/two:free', pricing: { prompt: '0', completion: '0' } }),
]
beforeEach(() => {
  made.length = 0
})

it('shows the whole list without making anything that answers questions', () => {
  const view = createCatalogueView(models)
  expect(resultsOf(view, { q: undefined }, 0)).toEqual({ positions: [0, 1], total: 2 })
  expect(made).toEqual([])
})

it('makes what a question needs, once', () => {
  const view = createCatalogueView(models)
  expect(resultsOf(view, { free: true }, 0)).toEqual({ positions: [1], total: 1 })
  resultsOf(view, { sort: 'newest' }, 0)
  expect(made).toEqual(['index'])
})

it('makes it ready in parts, each by itself', () => {
  const view = createCatalogueView(models)
  expect(view.prepare()).toBe(true)
  expect(made).toEqual(['index'])
  expect(view.prepare()).toBe(false)
  expect(view.prepare()).toBe(false)
  expect(made).toEqual(['index', 'words'])
})
