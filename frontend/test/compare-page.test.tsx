// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ComparePage } from '../src/features/compare/compare-page.js'
import { renderRoute } from './helpers/render-route.js'

const model = (id: string, name: string, prompt: string, more: Partial<Model> = {}): Model => ({
  id,
  name,
  architecture: { input_modalities: ['text'], output_modalities: ['text'] },
  pricing: { prompt, completion: prompt },
  context_length: 128_000,
  supported_parameters: ['tools'],
  benchmarks: { artificial_analysis: { intelligence_index: 40 } },
  ...more,
})
const models = [
  model('a/one', 'A: One', '0.000001'),
  model('b/second', 'B: Two', '0.000002'),
  model('c/three', 'C: Three', '0.000003', { context_length: 256_000 }),
]

beforeEach(() => {
  vi.stubGlobal(
    'fetch',
    vi.fn<typeof fetch>().mockImplementation(() => Promise.resolve(Response.json({ data: models }))),
  )
})
afterEach(() => {
  cleanup()
  sessionStorage.clear()
  vi.unstubAllGlobals()
})
const open = (url: string) => renderRoute('/compare', ComparePage, url)
const columns = async () =>
  (await screen.findAllByRole('columnheader')).slice(1).map((header) => within(header).getByRole('link').textContent)
const selection = () => JSON.parse(sessionStorage.getItem('modelkeep-selection') ?? '[]') as string[]

describe('the comparison', () => {
  it('shows the models in the URL side by side and marks the cheapest', async () => {
    open('/compare?ids=b/second,a/one')
    expect(await columns()).toEqual(['Two', 'One'])
    const total = screen.getByRole('row', { name: /Total/ })
    expect(total.textContent).toContain('Cheapest')
    expect(within(total).getAllByRole('cell')[1]?.textContent).toContain('Cheapest')
    expect(document.title).toBe('Compare models · Modelkeep')
  })

  it('heads each column with the names of the author and the model', async () => {
    open('/compare?ids=b/second,a/one')
    await columns()
    const heads = screen.getAllByRole('columnheader').slice(1)
    expect(heads.map((head) => head.textContent)).toEqual(['BTwo', 'AOne'])
  })

  it('synchronises the selection of the list', async () => {
    const user = userEvent.setup()
    const page = open('/compare?ids=b/second,a/one')
    await columns()
    await waitFor(() => expect(selection()).toEqual(['b/second', 'a/one']))
    await user.click(screen.getByRole('button', { name: 'Remove B: Two' }))
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one'))
    await waitFor(() => expect(selection()).toEqual(['a/one']))
    await user.click(screen.getByRole('button', { name: 'Remove A: One' }))
    expect(await screen.findByText('Examples')).toBeDefined()
    await waitFor(() => expect(selection()).toEqual([]))
  })

  it('keeps the selection of a reader who opens a shared comparison', async () => {
    sessionStorage.setItem('modelkeep-selection', '["c/three"]')
    const page = open('/compare?ids=b/second,a/one')
    expect(await columns()).toEqual(['Two', 'One'])
    await userEvent.click(screen.getByRole('button', { name: 'Remove B: Two' }))
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one'))
    expect(selection()).toEqual(['c/three'])
  })

  it('shows the selection when the URL has no ids', async () => {
    sessionStorage.setItem('modelkeep-selection', '["c/three","a/one"]')
    const page = open('/compare')
    expect(await columns()).toEqual(['Three', 'One'])
    expect(page.where()).toBe('/compare?ids=c/three,a/one')
  })

  it('keeps how the price history is shown when the comparison changes', async () => {
    const page = open('/compare?ids=b/second,a/one&price=output&range=30d')
    await columns()
    await userEvent.click(screen.getByRole('button', { name: 'Remove B: Two' }))
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one&price=output&range=30d'))
  })

  it('hides equal rows on request, and stores that in the URL', async () => {
    const page = open('/compare?ids=a/one,c/three')
    await columns()
    expect(screen.getByRole('row', { name: /^Output text/ })).toBeDefined()
    await userEvent.click(screen.getByRole('checkbox', { name: 'Only differences' }))
    await waitFor(() => expect(screen.queryByRole('row', { name: /^Output text/ })).toBeNull())
    expect(screen.getByRole('row', { name: /Context/ })).toBeDefined()
    expect(page.where()).toContain('differences=true')
  })

  it('writes the workload to the URL and applies it', async () => {
    const page = open('/compare?ids=a/one,b/second&in=1000&cached=0&out=0&calls=1000')
    await columns()
    expect(screen.getByRole('row', { name: /Total/ }).textContent).toContain('$1.00')
    const calls = screen.getByLabelText(/^Calls/)
    await userEvent.clear(calls)
    await userEvent.type(calls, '5000')
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one,b/second&in=1000&cached=0&out=0&calls=5000'))
    await waitFor(() => expect(screen.getByRole('row', { name: /Total/ }).textContent).toContain('$5.00'))
  })

  it('shows the cost per day or year, sorts by it, and stores both in the URL', async () => {
    const page = open('/compare?ids=b/second,a/one&in=1000&cached=0&out=0&calls=365000')
    await columns()
    await userEvent.selectOptions(screen.getByLabelText('Show the cost'), 'year')
    await userEvent.click(screen.getByRole('checkbox', { name: 'Cheapest first' }))
    await waitFor(() =>
      expect(page.where()).toBe('/compare?ids=b/second,a/one&in=1000&cached=0&out=0&calls=365000&per=year&sort=cost'),
    )
    expect(await columns()).toEqual(['One', 'Two'])
    const cells = (name: RegExp) =>
      within(screen.getByRole('row', { name }))
        .getAllByRole('cell')
        .map(({ textContent }) => textContent)
    expect(cells(/^Total/)).toEqual([expect.stringContaining('$4,380.00'), '$8,760.00'])
    expect(cells(/^Times the cheapest/)).toEqual(['1.0×', '2.0×'])
    expect(selection()).toEqual(['b/second', 'a/one'])
    await userEvent.selectOptions(screen.getByLabelText('Show the cost'), 'day')
    await waitFor(() => expect(cells(/^Total/)[0]).toContain('$12.00'))
  })

  it('accepts numbers with k and m', async () => {
    const page = open('/compare?ids=a/one&in=1000&cached=0&out=0&calls=1000')
    await columns()
    const calls = screen.getByLabelText(/^Calls/)
    await userEvent.clear(calls)
    await userEvent.type(calls, '1.5m')
    await waitFor(() => expect(page.where()).toContain('calls=1500000'))
  })

  it('keeps changes of several controls that follow each other before the next render', async () => {
    const page = open('/compare?ids=a/one,c/three&in=1000&cached=0&out=0&calls=1000')
    await columns()
    act(() => {
      fireEvent.change(screen.getByLabelText(/^Input tokens/), { target: { value: '7700' } })
      fireEvent.change(screen.getByLabelText(/^Input tokens/), { target: { value: '77000' } })
      fireEvent.change(screen.getByLabelText(/^Calls/), { target: { value: '5' } })
      fireEvent.click(screen.getByRole('checkbox', { name: 'Only differences' }))
    })
    await waitFor(() =>
      expect(page.where()).toBe('/compare?ids=a/one,c/three&in=77000&cached=0&out=0&calls=5&differences=true'),
    )
  })

  it('finds models by ids with routing suffixes', async () => {
    open('/compare?ids=a/one:nitro,b/second:floor,a/one')
    expect(await columns()).toEqual(['One', 'Two'])
    expect(screen.queryByText(/not in the catalogue/)).toBeNull()
  })

  it('suggests a replacement for an unknown id', async () => {
    const page = open('/compare?ids=a/one,b/secon')
    await userEvent.click(await screen.findByRole('button', { name: 'Compare b/second instead' }))
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one,b/second'))
  })

  it('removes an unknown id, and reports malformed and surplus ones', async () => {
    const page = open('/compare?ids=a/one,nonsense,x/1,x/2,x/3,x/4,x/5,x/6')
    expect(await screen.findByText(/is not a valid id/)).toBeDefined()
    expect(screen.getByText(/^Limit of 6 models/).textContent).toContain('x/6')
    await userEvent.click(screen.getByRole('button', { name: 'Remove x/1' }))
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one,x/2,x/3,x/4,x/5'))
  })

  it('adds a model by name, with the keyboard', async () => {
    const user = userEvent.setup()
    const page = open('/compare?ids=a/one')
    await user.type(await screen.findByRole('combobox', { name: 'Add a model by name or id' }), 'thr')
    expect(await screen.findByRole('option', { name: /Three/ })).toBeDefined()
    await user.keyboard('{Enter}')
    await waitFor(() => expect(page.where()).toBe('/compare?ids=a/one,c/three'))
    expect(await columns()).toEqual(['One', 'Three'])
  })

  it('offers example comparisons', async () => {
    open('/compare')
    const link = await screen.findByRole('link', { name: /Most intelligent/ })
    await userEvent.click(link)
    expect(await columns()).toHaveLength(3)
  })

  it.each(['1e6', '2.5', '-5', '99999999999', '1.5x', '1.2345k', ''])(
    'does not apply invalid input: %j',
    async (typed) => {
      const url = '/compare?ids=a/one&in=1000&cached=0&out=0&calls=1000'
      const page = open(url)
      await columns()
      const calls = screen.getByLabelText<HTMLInputElement>(/^Calls/)
      await userEvent.clear(calls)
      if (typed !== '') await userEvent.click(calls).then(() => userEvent.paste(typed))
      expect(calls.value).toBe(typed)
      expect(screen.getByText(/^Enter a whole number from 0 .*such as 12000, 12k or 1.5m/)).toBeDefined()
      expect(page.where()).toBe(url)
    },
  )

  it('says that a model was removed, and links to its page', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn<typeof fetch>().mockImplementation((path) =>
        Promise.resolve(
          Response.json({
            data: (path as string).includes('removed=true')
              ? [{ id: 'gone/one', removed_at: '2026-08-01T00:00:00Z' }]
              : models,
          }),
        ),
      ),
    )
    open('/compare?ids=a/one,gone/one')
    expect((await screen.findByText(/was removed from the catalogue/)).textContent).toContain('gone/one')
    expect(screen.getByRole('link', { name: 'gone/one' }).getAttribute('href')).toBe('/models/gone/one')
  })
})
