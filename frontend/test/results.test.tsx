// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from '@tanstack/react-router'
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createCatalogueView } from '../src/shared/api/catalogue-view.js'
import { Results } from '../src/features/explore/results/results.js'
import { defaultWorkload, type Workload } from '../src/shared/cost/workload.js'
import type { PageQuery } from '../src/shared/search/page-query.js'
import { stabilityDocument, stabilityOf, tokenPrice } from './helpers/price-stability.js'
import { renderPage } from './helpers/render.js'

// Computing visibility for thousands of elements takes minutes in this DOM.
configure({ defaultHidden: true })

const day = 86_400_000
const models = Array.from({ length: 24 }, (_, at): Model => ({
  id: at === 2 ? '~maker/alias' : `maker/model-${at}`,
  name: `Maker: Model ${at}`,
  created: 1_780_000_000 - at,
  context_length: 128_000,
  architecture: { input_modalities: ['text'], output_modalities: ['text'] },
  pricing: { prompt: at === 1 ? '-1' : '0.000001', completion: at === 1 ? '-1' : '0.000002' },
  supported_parameters: ['tools'],
  benchmarks: { artificial_analysis: { intelligence_index: 42.5 } },
  expiration_date: at === 3 ? new Date(Date.now() + 10 * day).toISOString().slice(0, 10) : null,
}))
const view = createCatalogueView(models)
const change = vi.fn<(patch: Partial<PageQuery>) => void>()
const setWorkload = vi.fn<(workload: Workload) => void>()

async function show({
  query = {},
  isCovered = false,
  positions = [...models.keys()],
  width = 100,
}: { query?: PageQuery; isCovered?: boolean; positions?: number[]; width?: number } = {}) {
  const root = createRootRoute()
  const search = { q: 'model' }
  const list = createRoute({
    getParentRoute: () => root,
    path: '/',
    component: () => (
      <Results
        {...{ view, positions, query, change, search, isCovered, setWorkload }}
        workload={query.workload ?? defaultWorkload}
        room={{ top: 0, width }}
        now={Date.now()}
      />
    ),
  })
  const model = createRoute({ getParentRoute: () => root, path: '/models/$', component: () => <p>A model</p> })
  const compare = createRoute({ getParentRoute: () => root, path: '/compare', component: () => <p>A comparison</p> })
  const router = createRouter({ routeTree: root.addChildren([list, model, compare]), history: createMemoryHistory() })
  renderPage(<RouterProvider router={router as never} />)
  await screen.findByRole('region', { name: 'Results' })
  return { user: userEvent.setup(), router }
}

beforeEach(() => {
  // Recent changes are unknown.
  vi.stubGlobal(
    'fetch',
    vi.fn(() => Promise.resolve(Response.json({ detail: 'the database is away' }, { status: 503 }))),
  )
  localStorage.clear()
  sessionStorage.clear()
  change.mockClear()
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

describe('the table', () => {
  it('reports its full number of rows', async () => {
    await show()
    const table = screen.getByRole('table', { name: 'Models' })
    expect(table.getAttribute('aria-rowcount')).toBe('26')
    expect(
      screen
        .getByRole('rowheader', { name: /Model 0/ })
        .closest('tr')
        ?.getAttribute('aria-rowindex'),
    ).toBe('3')
    expect(within(table).getAllByRole('rowheader').length).toBeLessThanOrEqual(24)
  })
  it('sorts by each heading in both directions', async () => {
    const { user } = await show({ query: { sort: 'input-price-low-to-high' } })
    const input = screen.getByRole('columnheader', { name: 'Input' })
    expect(input.getAttribute('aria-sort')).toBe('ascending')
    expect(screen.getByRole('columnheader', { name: 'Context' }).getAttribute('aria-sort')).toBe('none')
    expect(screen.getByRole('columnheader', { name: 'Author' }).hasAttribute('aria-sort')).toBe(false)
    await user.click(within(input).getByRole('button'))
    expect(change).toHaveBeenLastCalledWith({ sort: 'input-price-high-to-low' })
    await user.click(screen.getByRole('button', { name: 'Added' }))
    expect(change).toHaveBeenLastCalledWith({ sort: 'newest' })
    await user.click(screen.getByRole('button', { name: 'Model' }))
    expect(change).toHaveBeenLastCalledWith({ sort: 'name-a-to-z' })
  })
  it('shows the mean price while the list is sorted by it', async () => {
    await show({ query: { sort: 'pricing-low-to-high' } })
    expect(screen.getByRole('columnheader', { name: 'Mean' }).getAttribute('aria-sort')).toBe('ascending')
    expect(screen.getAllByTitle('$1.5 per million tokens: the mean of input and output price')[0]?.textContent).toBe(
      '$1.50',
    )
  })
  it('shows the cost of the workload while the list is sorted by it, and the workload as a form', async () => {
    const workload = { inputTokens: 1_000, cachedTokens: 0, outputTokens: 500, calls: 1_000 }
    const { user } = await show({ query: { sort: 'cost-low-to-high', workload } })
    const heading = screen.getByRole('columnheader', { name: 'Cost / month' })
    expect(heading.getAttribute('aria-sort')).toBe('ascending')
    expect(screen.getAllByTitle(/^\$2 per month/)[0]?.textContent).toBe('$2.00')
    expect(screen.getAllByTitle(/^The cost is unknown/)[0]?.textContent).toBe('–')
    await user.click(within(heading).getByRole('button'))
    expect(change).toHaveBeenLastCalledWith({ sort: 'cost-high-to-low' })
    const calls = await screen.findByRole('textbox', { name: 'Calls per month' })
    await user.clear(calls)
    await user.type(calls, '77000')
    expect(setWorkload).toHaveBeenLastCalledWith({ ...workload, calls: 77_000 })
  })
  it('opens models over the list', async () => {
    const { user, router } = await show()
    const link = screen.getByRole('link', { name: 'Model 0' })
    expect(link.getAttribute('href')).toBe('/models/maker/model-0')
    await user.click(screen.getAllByText('128K')[0] as HTMLElement)
    await waitFor(() => expect(router.state.location.pathname).toBe('/models/maker/model-0'))
    expect(router.state.location.state).toMatchObject({ list: { q: 'model' } })
  })
  it('marks aliases, dynamic prices, and models that expire soon', async () => {
    await show()
    expect(screen.getByText('alias').closest('tr')?.dataset['id']).toBe('~maker/alias')
    expect(screen.getAllByText('varies')).toHaveLength(2)
    expect(screen.getByTitle(/Expires in/).dataset['soon']).toBe('true')
  })
  it('copies an id', async () => {
    const { user } = await show()
    await user.click(screen.getByRole('button', { name: 'Copy id maker/model-0' }))
    expect(await navigator.clipboard.readText()).toBe('maker/model-0')
  })
  it('omits columns that do not fit, and scrolls sideways to those that were chosen', async () => {
    const { user } = await show({ width: 45 })
    expect(screen.queryByRole('columnheader', { name: 'Expires' })).toBeNull()
    expect(screen.queryByRole('region', { name: 'Table of models' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Columns' }))
    expect(await screen.findByRole<HTMLInputElement>('checkbox', { name: 'Expires' })).toHaveProperty('checked', false)
    await user.click(screen.getByRole('button', { name: 'Show all' }))
    const region = screen.getByRole('region', { name: 'Table of models' })
    expect(within(region).getByRole('columnheader', { name: 'Expires' })).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Show what fits' }))
    expect(screen.queryByRole('columnheader', { name: 'Expires' })).toBeNull()
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('group', { name: 'Columns' })).toBeNull()
  })
  it('remembers chosen columns', async () => {
    const { user } = await show()
    await user.click(screen.getByRole('button', { name: 'Columns' }))
    await user.click(await screen.findByRole('checkbox', { name: 'Context' }))
    await user.click(await screen.findByRole('checkbox', { name: 'Knowledge cutoff' }))
    expect(screen.queryByRole('columnheader', { name: 'Context' })).toBeNull()
    expect(screen.getByRole('columnheader', { name: 'Knowledge' })).toBeTruthy()
    expect(JSON.parse(localStorage.getItem('modelkeep-columns') ?? '')).toEqual({ context: false, knowledge: true })
  })
  it('on a narrow screen has the names first and scrolls to everything else', async () => {
    await show({ width: 21.9 })
    const region = screen.getByRole('region', { name: 'Table of models' })
    const headings = within(region).getAllByRole('columnheader')
    expect(headings.map(({ dataset }) => dataset['column'])).toEqual([
      'name',
      'prices',
      'context',
      'modalities',
      'capabilities',
      'created',
      'star',
      'select',
      'input-price',
      'output-price',
    ])
  })
})

describe('selection and favourites', () => {
  it('allow at most six models to be selected', async () => {
    const { user } = await show()
    const boxes = screen.getAllByRole<HTMLInputElement>('checkbox', { name: /^Compare/ })
    for (const box of boxes.slice(0, 7)) await user.click(box)
    expect(boxes.map(({ checked }) => checked).filter(Boolean)).toHaveLength(6)
    expect(await screen.findByText(/^Limit of 6 models/)).toBeTruthy()
    const tray = screen.getByRole('region', { name: 'Selected for comparison' })
    expect(within(tray).getByText('Limit of 6').dataset['refused']).toBe('true')
    expect(
      within(tray)
        .getByRole('link', { name: /Compare/ })
        .getAttribute('href'),
    ).toContain('ids=maker')
    await user.click(within(tray).getByRole('button', { name: 'Clear' }))
    expect(screen.queryByRole('region', { name: 'Selected for comparison' })).toBeNull()
  })
  it('can limit the list to favourites, in its query', async () => {
    const { user } = await show()
    await user.click(screen.getByRole('button', { name: 'Favourites only' }))
    expect(change).toHaveBeenLastCalledWith({ favourites: true })
    cleanup()
    await show({ query: { favourites: true } })
    const button = screen.getByRole('button', { name: 'Favourites only' })
    expect(button.getAttribute('aria-pressed')).toBe('true')
    await user.click(button)
    expect(change).toHaveBeenLastCalledWith({ favourites: undefined })
  })
})

describe('the keyboard', () => {
  const focusedId = () => document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['id']
  it('reaches one row by Tab, and moves by arrow keys', async () => {
    const { user } = await show()
    await user.keyboard('{ArrowDown}')
    expect(focusedId()).toBe('maker/model-0')
    await user.keyboard('{ArrowDown}')
    expect(focusedId()).toBe('maker/model-1')
    const reachable = screen.getAllByRole('link').filter(({ tabIndex }) => tabIndex === 0)
    expect(reachable.map((link) => link.closest<HTMLElement>('[data-id]')?.dataset['id'])).toEqual([
      'maker/model-1', // the model
      'maker/model-1', // its author
    ])
    await user.keyboard('{ArrowUp}{ArrowUp}')
    expect(focusedId()).toBe('maker/model-0')
  })
  it('selects, favourites and compares', async () => {
    const { user, router } = await show()
    await user.keyboard('{ArrowDown}x{ArrowDown}xf')
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: 'Compare Maker: Model 1' }).checked).toBe(true)
    expect(screen.getByRole('button', { name: 'Favourite Maker: Model 1' }).getAttribute('aria-pressed')).toBe('true')
    await user.keyboard('c')
    await waitFor(() => expect(router.state.location.search).toEqual({ ids: 'maker/model-0,maker/model-1' }))
  })
  it('opens the current model', async () => {
    const { user, router } = await show()
    await user.keyboard('{ArrowDown}{Enter}')
    await waitFor(() => expect(router.state.location.pathname).toBe('/models/maker/model-0'))
  })
  it('does not control a covered list', async () => {
    const { user } = await show({ isCovered: true })
    await user.keyboard('{ArrowDown}')
    expect(focusedId()).toBeUndefined()
  })
})

it('shows cards on request, and remembers it', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Cards' }))
  expect(screen.queryByRole('table')).toBeNull()
  const first = screen.getAllByRole('listitem')[0] as HTMLElement
  expect(first.getAttribute('aria-setsize')).toBe('24')
  expect(within(first).getByRole('link', { name: 'Maker: Model 0' })).toBeTruthy()
  expect(within(first).getByText('$1.00')).toBeTruthy()
  expect(localStorage.getItem('modelkeep-view')).toBe('"cards"')
})

it.each([
  ['intelligence-high-to-low', 'Intelligence', '42.5'],
  ['pricing-low-to-high', 'Mean', '$1.50'],
  ['knowledge-cutoff-newest', 'Knowledge', '–'],
] as const)('shows on each card what %s sorts by', async (sort, name, value) => {
  localStorage.setItem('modelkeep-view', '"cards"')
  await show({ query: { sort } })
  const first = screen.getAllByRole('listitem')[0] as HTMLElement
  expect(within(first).getByText(name).nextSibling?.textContent).toBe(value)
})

describe('columns of price changes', () => {
  const prices = stabilityDocument(
    stabilityOf({ id: 'maker/model-0', prompt: tokenPrice({ percent: -20 }) }),
    stabilityOf({ id: '~maker/alias' }),
  )
  const choose = () => localStorage.setItem('modelkeep-columns', '{"change-30":true,"price-history":true}')
  const asked = () => vi.mocked(fetch).mock.calls.filter(([path]) => path === '/api/price-stability')

  it('load nothing before one of them is chosen', async () => {
    await show()
    expect(screen.queryByRole('columnheader', { name: '30-day change' })).toBeNull()
    expect(asked()).toEqual([])
  })

  it('show percentages and a sparkline with a text, and a dash where nothing is known', async () => {
    choose()
    vi.mocked(fetch).mockImplementation(() => Promise.resolve(Response.json(prices)))
    await show({ width: 200 })
    expect(screen.getByRole('columnheader', { name: '30-day change' })).toBeDefined()
    expect(await screen.findByText('In 30 days: input −20 %, output unchanged')).toBeDefined()
    const sparklines = await screen.findAllByRole('img', { name: /^Input unchanged at \$1\.00 per million tokens/ })
    expect(sparklines).toHaveLength(2)
    const row = screen.getByRole('row', { name: /Model 1 / })
    expect(
      [...row.querySelectorAll('[data-column="change-30"], [data-column="price-history"]')].map(
        (cell) => cell.textContent,
      ),
    ).toEqual(['–', '–'])
    expect(asked()).toHaveLength(1)
  })

  it('say that history is unavailable', async () => {
    choose()
    vi.mocked(fetch).mockImplementation(() =>
      Promise.resolve(
        Response.json({ detail: 'this response needs the database, which is unavailable: it is off' }, { status: 503 }),
      ),
    )
    await show({ width: 200 })
    expect(await screen.findByText(/There is no price history: this Modelkeep runs without a database/)).toBeDefined()
  })
})
