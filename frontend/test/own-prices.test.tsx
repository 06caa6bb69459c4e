// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { ModelArticle } from '../src/features/model/model-article.js'
import { OwnPrices } from '../src/features/status/tiers.js'
import { OwnBadge } from '../src/shared/ui/own-badge.js'
import { bareModel, chatModel } from './helpers/models.js'
import { renderPage } from './helpers/render.js'
import { renderWithLinks } from './helpers/render-model.js'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const negotiated = {
  ...chatModel,
  pricing: { prompt: '0.000002', completion: '0.000008' },
  published_pricing: chatModel.pricing,
  source: 'overlay',
}
const privateModel = { ...bareModel, pricing: { prompt: '0.0000002', completion: '0.0000004' }, source: 'overlay' }

const region = (name: string) => screen.getByRole('region', { name })
const article = (model: typeof chatModel) =>
  renderWithLinks(<ModelArticle model={model} titleId="title" isModel={() => false} models={[model]} />)

describe('the badge', () => {
  it.each([
    ['Own price', negotiated],
    ['Private model', privateModel],
    ['', chatModel],
  ])('is %j', (text, model) => {
    const { container } = renderPage(<OwnBadge model={model} />)
    expect(container.textContent).toBe(text)
  })
})

describe('the page of a model with an own price', () => {
  it('shows own and published prices', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('fetch failed')))
    article(negotiated)
    expect(await screen.findByText('Own price')).toBeDefined()
    const own = within(region('Own prices'))
    expect(own.getByText('0.000002')).toBeDefined()
    expect(own.getByRole('columnheader', { name: 'Exact' })).toBeDefined()
    expect(own.queryByText('0.00000125')).toBeNull()
    expect(within(region('Published prices')).getByText('0.0000025')).toBeDefined()
    expect(screen.queryByRole('region', { name: 'Other fields' })).toBeNull()
  })
})

describe('the page of a private model', () => {
  it('shows nothing that only OpenRouter or history knows, and asks for nothing', async () => {
    const fetch = vi.fn<() => Promise<never>>(() => Promise.reject(new TypeError('fetch failed')))
    vi.stubGlobal('fetch', fetch)
    article(privateModel)
    expect(await screen.findByText('Private model')).toBeDefined()
    expect(within(region('Own prices')).getByText('0.0000002')).toBeDefined()
    for (const name of ['Published prices', 'Price history', 'Change log', 'Providers', 'Links'])
      expect([name, screen.queryByRole('region', { name })]).toEqual([name, null])
    expect(fetch).not.toHaveBeenCalled()
  })
})

describe('Status', () => {
  const overlay = { file: 'own.json', models: 1, prices: 14, loaded_at: new Date(0).toISOString(), error: null }
  const shown = (value: object | null) =>
    renderPage(<OwnPrices models={{ overlay: value } as never} now={60_000} />).container.textContent

  it('shows the overlay, and why its file was not accepted', () => {
    expect(shown(null)).toBe('')
    expect(shown(overlay)).toMatch(/^Own pricesown\.jsonCurrent.*1 own model and 14 own prices$/)
    const error = 'prices[0].id: expected string, received undefined'
    expect(shown({ ...overlay, error })).toMatch(
      /Not accepted.*1 own model and 14 own prices, from the last good file; prices\[0\]\.id: expected string/,
    )
  })
})
