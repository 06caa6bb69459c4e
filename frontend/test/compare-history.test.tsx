// @vitest-environment happy-dom
import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PriceHistorySection } from '../src/features/compare/history/price-history-section.js'
import { stubIntersections } from './helpers/intersections.js'
import { chatModel } from './helpers/models.js'
import { renderRoute } from './helpers/render-route.js'

// There is no canvas here; the chart data has its own tests.
vi.mock('../src/shared/chart/use-chart.js', () => ({ useChart: () => ({ current: null }) }))

const at = (year: number): string => new Date(year, 0, 1, 12).toISOString()
const models = [
  { ...chatModel, id: 'a/one', name: 'One' },
  { ...chatModel, id: 'a/two', name: 'Two' },
]
const historyOf = (id: string, prompt: string, completion: string) => ({
  id,
  name: id,
  present: true,
  first_seen: at(2024),
  last_seen: at(2026),
  gaps: [],
  versions: [],
  series: [
    {
      field: 'pricing.prompt',
      steps: [
        { from: at(2024), to: at(2025), value: '0.00001' },
        { from: at(2025), to: null, value: prompt },
      ],
    },
    { field: 'pricing.completion', steps: [{ from: at(2024), to: null, value: completion }] },
  ],
})
const requests: string[] = []
let respond: (path: string) => Response

const show = (search = '') =>
  renderRoute('/compare', () => <PriceHistorySection models={models} />, `/compare${search}`)

beforeEach(() => {
  requests.length = 0
  stubIntersections(() => true)
  respond = (path) =>
    Response.json({
      data: path.includes('one') ? historyOf('a/one', '0.000005', '0.00002') : historyOf('a/two', '0.00001', '0.00003'),
    })
  vi.stubGlobal('fetch', async (path: string) => {
    await Promise.resolve()
    requests.push(path)
    return respond(path)
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the price history of compared models', () => {
  it('is not requested before it scrolls near', async () => {
    stubIntersections(() => false)
    show()
    expect(await screen.findByRole('heading', { name: 'Price history' })).toBeDefined()
    expect(requests).toEqual([])
  })

  it('is one chart of all models, with percentages, and a table', async () => {
    show()
    const chart = await screen.findByRole('application', { name: 'Input prices of 2 models' })
    chart.focus()
    await userEvent.keyboard('{End}')
    expect(screen.getByText('From 1 Jan 2025 until now: One $5.00 (−50 %), Two $10.00.')).toBeDefined()
    expect(within(screen.getByRole('list', { name: 'Lines' })).getAllByRole('listitem')).toHaveLength(2)
    const table = screen.getByRole('table', { hidden: true })
    expect(within(table).getAllByRole('rowheader', { hidden: true })).toHaveLength(2)
    expect(requests).toEqual(['/api/models/a/one/history', '/api/models/a/two/history'])
  })

  it('keeps price and period in the URL', async () => {
    const { where } = show('?ids=a/one,a/two&price=output')
    expect(await screen.findByRole('application', { name: 'Output prices of 2 models' })).toBeDefined()
    await userEvent.click(screen.getByRole('radio', { name: '30 days' }))
    await vi.waitFor(() => expect(where()).toBe('/compare?ids=a/one,a/two&price=output&range=30d'))
    await userEvent.click(screen.getByRole('radio', { name: 'Input' }))
    await vi.waitFor(() => expect(where()).toBe('/compare?ids=a/one,a/two&range=30d'))
  })

  it('shows what could be loaded, and why the rest could not', async () => {
    const all = respond
    respond = (path) => (path.includes('two') ? Response.json({ detail: 'away' }, { status: 503 }) : all(path))
    show()
    expect(await screen.findByRole('application', { name: 'Input prices of 1 model' })).toBeDefined()
    expect((await screen.findByRole('alert')).textContent).toContain('the database is unavailable')
    respond = all
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('application', { name: 'Input prices of 2 models' })).toBeDefined()
  })
})
