// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { authorSortOf, cellOf, sortedModels, sortSearch } from '../src/features/author/author-columns.js'
import { AuthorPage } from '../src/features/author/author-page.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { AuthorLink } from '../src/shared/ui/author-link.js'
import { bareModel, chatModel, imageModel } from './helpers/models.js'
import { renderWithLinks } from './helpers/render-model.js'
import { renderRoute } from './helpers/render-route.js'

const mini: Model = {
  ...chatModel,
  id: 'openai/gpt-4o-mini',
  name: 'OpenAI: GPT-4o mini',
  created: 1_721_260_800,
  pricing: { prompt: '0.00000015', completion: '0.0000006' },
}
const alias: Model = {
  id: '~openai/gpt-latest',
  name: 'OpenAI: GPT Latest',
  pricing: { prompt: '-1', completion: '-1' },
  architecture: { output_modalities: ['text'] },
}
const models = [chatModel, imageModel, alias, mini, bareModel]

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the models of an author', () => {
  const view = createCatalogueView(models)
  const own = view.models.filter(({ id }) => id.includes('openai'))

  it.each([
    ['newest', ['openai/gpt-4o-mini', 'openai/gpt-4o', '~openai/gpt-latest']],
    ['input-price-low-to-high', ['openai/gpt-4o-mini', 'openai/gpt-4o', '~openai/gpt-latest']],
    ['input-price-high-to-low', ['openai/gpt-4o', 'openai/gpt-4o-mini', '~openai/gpt-latest']],
    ['name-a-to-z', ['~openai/gpt-latest', 'openai/gpt-4o', 'openai/gpt-4o-mini']],
  ] as const)('are sorted by %s, those without a value last', (sort, ids) => {
    expect(sortedModels(view, own, sort).map(({ id }) => id)).toEqual(ids)
  })

  it.each([undefined, '', 'newest', 'nonsense', 'coding-high-to-low'])('are sorted by date for ?sort=%s', (text) => {
    expect(authorSortOf(text)).toBe('newest')
  })

  it('have the default order without a parameter in the URL', () => {
    expect([sortSearch('newest'), sortSearch(undefined), sortSearch('oldest')]).toEqual([{}, {}, { sort: 'oldest' }])
  })

  it('never show an unknown value as zero', () => {
    for (const key of ['input', 'output', 'context', 'added'] as const) expect(cellOf(bareModel, key).text).toBe('–')
    expect(cellOf(alias, 'input').text).toBe('varies')
  })
})

describe('the page of an author', () => {
  const open = (url: string, respond = () => Promise.resolve(Response.json({ data: models }))) => {
    vi.stubGlobal('fetch', vi.fn(respond))
    return renderRoute('/authors/$author', AuthorPage, url)
  }
  const idsShown = () =>
    screen
      .getAllByRole('rowheader')
      .map((cell) => within(cell).getByRole('link').getAttribute('href')?.replace('/models/', ''))

  it('shows name, number of models, the newest and the range of prices', async () => {
    open('/authors/openai')
    expect(await screen.findByRole('heading', { name: 'OpenAI', level: 1 })).toBeDefined()
    const figures = Object.fromEntries(
      screen.getAllByRole('term').map((term) => [term.textContent, term.nextElementSibling?.textContent]),
    )
    expect(figures).toEqual({
      Models: '3',
      Newest: 'GPT-4o miniadded 18 Jul 2024',
      Input: '$0.15 to $2.50per million tokens',
    })
    await waitFor(() => expect(document.title).toBe('Models by OpenAI · Modelkeep'))
    expect(idsShown()).toEqual(['openai/gpt-4o-mini', 'openai/gpt-4o', '~openai/gpt-latest'])
  })

  it('sorts by a click on a heading, and keeps the order in the URL', async () => {
    const { where } = open('/authors/openai?sort=input-price-low-to-high')
    const heading = await screen.findByRole('columnheader', { name: 'Input' })
    expect(heading.getAttribute('aria-sort')).toBe('ascending')
    await userEvent.click(within(heading).getByRole('button'))
    await waitFor(() => expect(where()).toBe('/authors/openai?sort=input-price-high-to-low'))
    expect(idsShown()).toEqual(['openai/gpt-4o', 'openai/gpt-4o-mini', '~openai/gpt-latest'])
    await userEvent.click(within(heading).getByRole('button'))
    await waitFor(() => expect(where()).toBe('/authors/openai'))
  })

  it('links to the filtered list, and subscribes to changes by the author', async () => {
    open('/authors/~OpenAI')
    const link = await screen.findByRole('link', { name: 'Show in the list' })
    expect(link.getAttribute('href')).toBe('/?model_authors=openai')
    await userEvent.click(screen.getByRole('button', { name: 'Subscribe' }))
    const feed = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Atom', hidden: true })
    expect(new URL(feed.value).pathname + new URL(feed.value).search).toBe('/api/changes.atom?author=openai')
  })

  it('says that an author is unknown, and suggests the nearest', async () => {
    open('/authors/opnai')
    expect(await screen.findByRole('heading', { name: 'Author not found' })).toBeDefined()
    expect(screen.getByRole('link', { name: /^OpenAI/ }).getAttribute('href')).toBe('/authors/openai')
    await waitFor(() => expect(document.title).toBe('Author not found · Modelkeep'))
  })

  it('says that the service cannot be reached', async () => {
    open('/authors/openai', () => Promise.reject(new TypeError('offline')))
    expect((await screen.findByRole('alert')).textContent).toContain('Modelkeep cannot be reached')
  })
})

describe('a link to an author', () => {
  it.each([
    [undefined, '/authors/openai'],
    ['2026-01-01', '/?as_of=2026-01-01&model_authors=openai'],
  ])('at the time %s leads to %s', async (asOf, href) => {
    renderWithLinks(<AuthorLink author="openai" name="OpenAI" asOf={asOf} />)
    expect((await screen.findByRole('link', { name: 'OpenAI' })).getAttribute('href')).toBe(href)
  })
})
