// @vitest-environment happy-dom
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useEffect, useState } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { ApiProblem } from '../src/shared/api/problem.js'
import type { CatalogueState } from '../src/shared/api/use-catalogue.js'
import { Explore } from '../src/features/explore/explore.js'
import type { ResultsProps } from '../src/features/explore/results/results.js'
import type { ListSearch } from '../src/shared/search/search-parameters.js'
import { renderPage } from './helpers/render.js'

// The results have their own tests, and need a router.
vi.mock('../src/features/explore/results/results.js', () => ({
  Results: ({ view, positions, lead }: ResultsProps) => (
    <div>
      {lead}
      <ul aria-label="list">
        {positions.map((position) => (
          <li key={position}>{view.models[position]?.id}</li>
        ))}
      </ul>
    </div>
  ),
}))

const view = createCatalogueView([
  makeModel({ id: 'acme/free-one:free', pricing: { prompt: '0', completion: '0' }, context_length: 32_000 }),
  makeModel({ id: 'acme/vision', pricing: { prompt: '0.000002', completion: '0.000004' } }),
  makeModel({
    id: 'beta/text',
    name: 'Beta: Text',
    architecture: { input_modalities: ['text'], output_modalities: ['text'] },
    pricing: { prompt: '0.00001', completion: '0.00002' },
  }),
  ...Array.from({ length: 9 }, (_, index) =>
    makeModel({
      id: `maker${index}/only`,
      name: index === 8 ? 'Eighth Works: Only' : 'Only',
      architecture: { input_modalities: ['text'], output_modalities: ['text'] },
    }),
  ),
])
const loaded: CatalogueState = { view, received: null, error: null, retry: () => {} }

interface Page {
  search: ListSearch
  replaced: boolean
  /** Simulates a navigation. */
  go: (search: ListSearch) => void
}

function open(first: ListSearch = {}, catalogue: CatalogueState = loaded, isCovered = false): Page {
  const page: Page = { search: first, replaced: false, go: () => {} }
  function Host() {
    const [search, setSearch] = useState(first)
    useEffect(() => {
      Object.assign(page, { go: setSearch })
    }, [])
    const navigate = useState(() => (to: ListSearch, replace: boolean) => {
      Object.assign(page, { search: to, replaced: replace })
      setSearch(to)
    })[0]
    return <Explore search={search} navigate={navigate} isCovered={isCovered} catalogue={catalogue} />
  }
  renderPage(<Host />)
  return page
}

const status = () => screen.getByRole('status').textContent
const listed = () =>
  within(screen.getByRole('list', { name: 'list' }))
    .getAllByRole('listitem')
    .map((item) => item.textContent)
const user = userEvent.setup()
const narrow = (isNarrow: boolean) => {
  vi.spyOn(window, 'matchMedia').mockImplementation(
    (media) =>
      ({
        matches: !isNarrow,
        media,
        addEventListener: () => {},
        removeEventListener: () => {},
      }) as unknown as MediaQueryList,
  )
}

beforeEach(() => {
  narrow(false)
  // The number of removed models is unknown.
  vi.stubGlobal(
    'fetch',
    vi.fn(() => Promise.resolve(Response.json({ detail: 'the database is away' }, { status: 503 }))),
  )
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the filter rail', () => {
  it('changes the query when a value is chosen, and updates the counts', async () => {
    const page = open()
    expect(status()).toBe('12 models')
    await user.click(await screen.findByRole('checkbox', { name: /^Image 2 models$/ }))
    await waitFor(() => expect(status()).toBe('2 of 12 models'))
    expect(page.search).toEqual({ input_modalities: 'image' })
    expect(page.replaced).toBe(false)
    await user.click(screen.getByRole('checkbox', { name: /^Free 1 model$/ }))
    await waitFor(() => expect(listed()).toEqual(['acme/free-one:free']))
    expect(page.search).toEqual({ input_modalities: 'image', free: 'true' })
  })

  it('shows the most common authors, finds others, and keeps selected ones visible', async () => {
    const page = open()
    const authors = within(await screen.findByRole('group', { name: 'Author' }))
    expect(authors.getAllByRole('checkbox')).toHaveLength(8)
    await user.type(authors.getByRole('searchbox', { name: 'Find in authors' }), 'eighth')
    await user.click(authors.getByRole('checkbox', { name: /^Eighth Works 1/ }))
    await waitFor(() => expect(page.search).toEqual({ model_authors: 'maker8' }))
    await user.clear(authors.getByRole('searchbox'))
    await waitFor(() =>
      expect(authors.getByRole('checkbox', { name: /^Eighth Works/ })).toHaveProperty('checked', true),
    )
    expect(authors.getAllByRole('checkbox')).toHaveLength(9)
    await user.click(authors.getByRole('button', { name: /Show all 11/ }))
    expect(authors.getAllByRole('checkbox')).toHaveLength(11)
  })

  it('rejects an invalid price with a message, and applies a valid one on Enter', async () => {
    const page = open()
    const highest = await screen.findByRole('textbox', { name: 'Maximum price, USD per million input tokens' })
    await user.type(highest, '$5{Enter}')
    expect(screen.getByRole('alert').textContent).toBe('Enter a number, such as 0.5.')
    expect(highest.getAttribute('aria-invalid')).toBe('true')
    expect(page.search).toEqual({})
    await user.clear(highest)
    await user.type(highest, '2.50{Enter}')
    await waitFor(() => expect(page.search).toEqual({ max_price: '2.5' }))
    expect(screen.queryByRole('alert')).toBeNull()
    await user.type(screen.getByRole('textbox', { name: 'Minimum price, USD per million input tokens' }), '3')
    await user.tab()
    expect(screen.getByRole('alert').textContent).toBe('Above the maximum of $2.5.')
  })

  it('shows the applied value after going back', async () => {
    const page = open({ q: 'gpt' })
    const lowest = await screen.findByRole('textbox', { name: 'Minimum price, USD per million input tokens' })
    await user.type(lowest, '5{Enter}')
    await waitFor(() => expect(page.search).toEqual({ q: 'gpt', min_price: '5' }))
    await user.click(screen.getByRole('searchbox', { name: 'Search models' }))
    await waitFor(() => expect(lowest).toHaveProperty('value', '5'))
    act(() => page.go({ q: 'gpt' }))
    await waitFor(() => expect(lowest).toHaveProperty('value', ''))
  })

  it('discards an invalid value when all filters are cleared', async () => {
    open({ free: 'true' })
    const lowest = await screen.findByRole('textbox', { name: 'Minimum price, USD per million input tokens' })
    await user.type(lowest, '$5{Enter}')
    expect(screen.getByRole('alert')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Clear all' }))
    await waitFor(() => expect(lowest).toHaveProperty('value', ''))
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('accepts a context by step and exactly', async () => {
    const page = open()
    await user.click(await screen.findByRole('button', { name: /^128K/ }))
    await waitFor(() => expect(page.search).toEqual({ context: '128000' }))
    const exact = await screen.findByRole('textbox', { name: 'Exact minimum context, in tokens' })
    await waitFor(() => expect(exact).toHaveProperty('value', '128000'))
    await user.clear(exact)
    await user.tab()
    await waitFor(() => expect(page.search).toEqual({}))
  })
})

describe('chips', () => {
  it('remove one filter, or all', async () => {
    const page = open({ model_authors: 'acme,beta', free: 'true', sort: 'newest', q: 'one' })
    await user.click(await screen.findByRole('button', { name: 'Remove filter: By Beta' }))
    await waitFor(() => expect(page.search).toEqual({ q: 'one', model_authors: 'acme', free: 'true', sort: 'newest' }))
    await user.click(screen.getByRole('button', { name: 'Clear all' }))
    await waitFor(() => expect(page.search).toEqual({ sort: 'newest' }))
    expect(screen.getByRole('searchbox', { name: 'Search models' })).toHaveProperty('value', '')
  })

  it('move the focus to the next one, or to the search box', async () => {
    const page = open({ model_authors: 'acme', free: 'true' })
    await user.click(await screen.findByRole('button', { name: 'Remove filter: Free' }))
    await waitFor(() => expect(page.search).toEqual({ model_authors: 'acme' }))
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Remove filter: By Acme' }))
    await user.keyboard('{Enter}')
    await waitFor(() => expect(page.search).toEqual({}))
    expect(document.activeElement).toBe(screen.getByRole('searchbox', { name: 'Search models' }))
  })

  it('toggle a preset', async () => {
    const page = open()
    const vision = screen.getByRole('button', { name: 'Vision' })
    await user.click(vision)
    await waitFor(() => expect(vision.getAttribute('aria-pressed')).toBe('true'))
    expect(page.search).toEqual({ input_modalities: 'image', output_modalities: 'text' })
    await user.click(vision)
    await waitFor(() => expect(page.search).toEqual({}))
  })
})

describe('the search box', () => {
  it('narrows the list while typing, and updates the URL afterwards', async () => {
    const page = open({ free: 'true' })
    await screen.findByRole('list', { name: 'list' })
    fireEvent.change(screen.getByRole('searchbox', { name: 'Search models' }), { target: { value: ' vision ' } })
    await waitFor(() => expect(status()).toBe('0 of 12 models'))
    await waitFor(() => expect(page.search).toEqual({ q: 'vision', free: 'true' }))
    expect(page.replaced).toBe(true)
    expect(screen.getByRole('searchbox', { name: 'Search models' })).toHaveProperty('value', ' vision ')
  })

  it('includes the typed text when a filter changes first', async () => {
    const page = open()
    fireEvent.change(screen.getByRole('searchbox', { name: 'Search models' }), { target: { value: 'one' } })
    fireEvent.click(screen.getByRole('button', { name: 'Free' }))
    await waitFor(() => expect(page.search).toEqual({ q: 'one', free: 'true' }))
    expect(page.replaced).toBe(false)
  })

  it('follows the URL', async () => {
    const page = open({ q: 'vision' })
    await waitFor(() => expect(status()).toBe('1 of 12 models'))
    act(() => page.go({ q: 'text' }))
    await waitFor(() =>
      expect(screen.getByRole('searchbox', { name: 'Search models' })).toHaveProperty('value', 'text'),
    )
    await waitFor(() => expect(listed()).toEqual(['beta/text']))
    act(() => page.go({}))
    await waitFor(() => expect(status()).toBe('12 models'))
  })

  it('is cleared by Escape', async () => {
    const page = open({ q: 'vision' })
    await waitFor(() => expect(status()).toBe('1 of 12 models'))
    await user.type(screen.getByRole('searchbox', { name: 'Search models' }), '{Escape}')
    await waitFor(() => expect(page.search).toEqual({}))
  })

  it('leaves the URL alone while a model is open over the list', async () => {
    vi.useFakeTimers()
    try {
      const page = open({}, loaded, true)
      fireEvent.change(screen.getByRole('searchbox', { name: 'Search models' }), { target: { value: 'vision' } })
      await act(() => vi.advanceTimersByTimeAsync(5_000))
      expect(page.search).toEqual({})
      expect(status()).toBe('1 of 12 models')
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('without a list', () => {
  it('suggests the filter to remove when nothing matches', async () => {
    const page = open({ free: 'true', model_authors: 'beta' })
    await user.click(await screen.findByRole('button', { name: 'Remove Free: 1 model' }))
    await waitFor(() => expect(listed()).toEqual(['beta/text']))
    expect(page.search).toEqual({ model_authors: 'beta' })
  })

  it('names an invalid parameter, and removes it', async () => {
    const page = open({ max_price: 'cheap', free: 'true' })
    expect((await screen.findByRole('alert')).textContent).toContain('max_price: must be a plain decimal')
    await user.click(screen.getByRole('button', { name: 'Remove max_price' }))
    await waitFor(() => expect(listed()).toEqual(['acme/free-one:free']))
    expect(page.search).toEqual({ free: 'true' })
  })

  it('offers a retry when the first request fails', async () => {
    const retry = vi.fn<() => void>()
    open({}, { view: null, received: null, error: new ApiProblem(503, 'there is no catalogue yet'), retry })
    expect(screen.getByRole('alert').textContent).toContain('there is no catalogue yet')
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    expect(retry).toHaveBeenCalledOnce()
  })

  it('keeps the list when a later request fails', () => {
    open({}, { ...loaded, error: new TypeError('network') })
    expect(listed()).toHaveLength(12)
  })
})

describe('on a narrow screen', () => {
  it('opens the filters as a dialog and counts the active ones', async () => {
    narrow(true)
    const page = open({ free: 'true' })
    await user.click(await screen.findByRole('button', { name: 'Filters (1)' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Filters' }))
    await user.click(dialog.getByRole('button', { name: 'Clear all' }))
    await waitFor(() => expect(page.search).toEqual({}))
    await user.click(await dialog.findByRole('button', { name: 'Show 12 models' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  })

  it('keeps the filters open while the catalogue of removed models loads', async () => {
    narrow(true)
    function Host({ catalogue }: { catalogue: CatalogueState }) {
      return <Explore search={{}} navigate={() => {}} isCovered={false} catalogue={catalogue} />
    }
    const { rerender } = renderPage(<Host catalogue={loaded} />)
    await user.click(await screen.findByRole('button', { name: 'Filters' }))
    const dialog = await screen.findByRole('dialog', { name: 'Filters' })
    rerender(<Host catalogue={{ ...loaded, view: null }} />)
    expect(screen.getByRole('dialog', { name: 'Filters' })).toBe(dialog)
  })
})
