// @vitest-environment happy-dom
import type { ModelHistory } from '@modelkeep/catalog/contract/model-history'
import { cleanup, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChangeLog } from '../src/features/model/history/change-log.js'
import { PriceHistory } from '../src/features/model/history/price-history.js'
import { PriceStability } from '../src/features/model/prices/price-stability.js'
import { stabilityDocument, stabilityOf } from './helpers/price-stability.js'
import { stubIntersections } from './helpers/intersections.js'
import { renderWithLinks } from './helpers/render-model.js'
import { renderRoute } from './helpers/render-route.js'
import { renderPage } from './helpers/render.js'

// There is no canvas here; the chart data has its own tests.
vi.mock('../src/shared/chart/use-chart.js', () => ({ useChart: () => ({ current: null }) }))

const day = (nr: number): string => new Date(2026, 0, nr, 12).toISOString()
const change = {
  kind: 'context_changed',
  field: 'context_length',
  before: 1000,
  after: 2000,
  percent: null,
  scheduled: false,
} as const
const history: ModelHistory = {
  id: 'a/b:free',
  name: 'A: B',
  present: false,
  first_seen: day(1),
  last_seen: day(20),
  gaps: [{ from: day(21), to: null }],
  versions: [
    ...Array.from({ length: 12 }, (_, nr) => ({ observed_at: day(20 - nr), changes: [change] })),
    { observed_at: day(1), changes: [] },
  ],
  series: [
    {
      field: 'pricing.prompt',
      steps: [
        { from: day(1), to: day(3), value: '0.000005' },
        { from: day(3), to: day(21), value: '0.0000025' },
        { from: day(21), to: null, value: null },
      ],
    },
    {
      field: 'pricing.completion',
      steps: [
        { from: day(1), to: day(21), value: '0.00001' },
        { from: day(21), to: null, value: null },
      ],
    },
    { field: 'context_length', steps: [{ from: day(1), to: null, value: 2000 }] },
  ],
}
const yearsOfSteps = [
  { from: new Date(2024, 0, 1, 12).toISOString(), to: new Date(2025, 0, 1, 12).toISOString(), value: '0.000005' },
  { from: new Date(2025, 0, 1, 12).toISOString(), to: null, value: '0.0000025' },
]
const requests: string[] = []
let respond: () => Response
let isNear = true

beforeEach(() => {
  requests.length = 0
  isNear = true
  respond = () => Response.json({ data: history })
  vi.stubGlobal('fetch', async (path: string) => {
    await Promise.resolve()
    requests.push(path)
    return respond()
  })
  stubIntersections(() => isNear)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

describe('the sentence about price stability', () => {
  it('is requested once history is available', async () => {
    respond = () =>
      Response.json(requests.at(-1)?.endsWith('/history') ? { data: history } : stabilityDocument(stabilityOf()))
    renderPage(
      <>
        <PriceStability id="a/b:free" asOf={undefined} />
        <PriceHistory id="a/b:free" />
      </>,
    )
    expect(await screen.findByText('No price change since tracking began on 21 Sept 2024.')).toBeDefined()
    expect(requests).toEqual(['/api/models/a/b%3Afree/history', '/api/price-stability?ids=a/b:free'])
  })

  it('is absent without history', async () => {
    respond = () => Response.json({ detail: 'away' }, { status: 503 })
    renderPage(
      <>
        <PriceStability id="a/b:free" asOf={undefined} />
        <PriceHistory id="a/b:free" />
      </>,
    )
    await screen.findByRole('alert')
    expect(requests).toEqual(['/api/models/a/b%3Afree/history'])
  })
})

describe('the price history', () => {
  it('is not requested before it scrolls near', async () => {
    isNear = false
    renderWithLinks(<PriceHistory id="a/b:free" />)
    expect(await screen.findByRole('status')).toBeDefined()
    expect(requests).toEqual([])
  })

  it('is also a table, newest first', async () => {
    renderWithLinks(<PriceHistory id="a/b:free" />)
    const table = await screen.findByRole('table', { hidden: true })
    const rows = within(table)
      .getAllByRole('row', { hidden: true })
      .map((row) => [...row.children].map((cell) => cell.textContent))
    expect(rows).toEqual([
      ['From', 'To', 'USD per million tokens'],
      ['Input'],
      ['21 Jan 2026', 'now', 'not available'],
      ['3 Jan 2026', '21 Jan 2026', '$2.50'],
      ['1 Jan 2026', '3 Jan 2026', '$5.00'],
      ['Output'],
      ['21 Jan 2026', 'now', 'not available'],
      ['1 Jan 2026', '21 Jan 2026', '$10.00'],
    ])
    expect(requests).toEqual(['/api/models/a/b%3Afree/history'])
  })

  it('is navigated by keyboard, and announces each step', async () => {
    renderWithLinks(<PriceHistory id="a/b:free" />)
    const chart = await screen.findByRole('application', { name: 'Token prices of A: B' })
    chart.focus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}')
    expect(screen.getByText('From 3 Jan 2026 until 21 Jan 2026: Input $2.50 (−50 %), Output $10.00.')).toBeDefined()
    await userEvent.keyboard('{Escape}')
    expect(screen.queryByText(/^From 3 Jan/)).toBeNull()
  })

  it('shows the selected lines and charts', async () => {
    renderWithLinks(<PriceHistory id="a/b:free" />)
    await userEvent.click(await screen.findByLabelText('Output'))
    screen.getByRole('application').focus()
    await userEvent.keyboard('{Home}')
    expect(screen.getByText('From 1 Jan 2026 until 3 Jan 2026: Input $5.00.')).toBeDefined()
    await userEvent.click(screen.getByLabelText('Input'))
    expect(screen.getByText('No lines selected.')).toBeDefined()
    await userEvent.click(screen.getByLabelText('Context'))
    expect(screen.getByRole('application', { name: 'Context of A: B' })).toBeDefined()
  })

  it('shows the period in the URL, and writes the chosen one there', async () => {
    respond = () =>
      Response.json({
        data: { ...history, present: true, gaps: [], series: [{ field: 'pricing.prompt', steps: yearsOfSteps }] },
      })
    const { where } = renderRoute('/', () => <PriceHistory id="a/b" />, '/?range=30d')
    expect((await screen.findByRole<HTMLInputElement>('radio', { name: '30 days' })).checked).toBe(true)
    screen.getByRole('application').focus()
    await userEvent.keyboard('{Home}')
    expect(screen.getByText(/^From 1 Jan 2025 until now: Input \$2.50 \(−50 %\)/)).toBeDefined()
    await userEvent.click(screen.getByRole('radio', { name: '1 year' }))
    await vi.waitFor(() => expect(where()).toBe('/?range=1y'))
    await userEvent.click(screen.getByRole('radio', { name: 'All' }))
    await vi.waitFor(() => expect(where()).toBe('/'))
    screen.getByRole('application').focus()
    await userEvent.keyboard('{Home}')
    expect(screen.getByText(/^From 1 Jan 2024 until 1 Jan 2025: Input \$5.00\./)).toBeDefined()
  })

  it('offers no period that is longer than the history', async () => {
    renderWithLinks(<PriceHistory id="a/b:free" />)
    await screen.findByRole('application')
    expect(screen.queryByRole('radio', { name: '1 year' })).toBeNull()
  })

  it('says that the database is unavailable, and retries on request', async () => {
    respond = () => Response.json({ detail: 'away' }, { status: 503 })
    renderWithLinks(<PriceHistory id="a/b:free" />)
    expect((await screen.findByRole('alert')).textContent).toContain(
      'The history cannot be loaded: the database is unavailable.',
    )
    respond = () => Response.json({ data: history })
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('application')).toBeDefined()
  })

  it('offers no retry when there is no history', async () => {
    respond = () => Response.json({ detail: 'there never was one' }, { status: 404 })
    renderWithLinks(<PriceHistory id="a/b:free" />)
    expect((await screen.findByRole('alert')).textContent?.trim()).toBe('There is no history of this model.')
    expect(screen.queryByRole('button')).toBeNull()
  })
})

describe('the change log', () => {
  it('shows the newest ten, and all on request', async () => {
    renderPage(<ChangeLog id="a/b:free" />)
    expect(
      await screen.findByText('First seen on 1 Jan 2026. Last seen on 20 Jan 2026; no longer in the catalogue.'),
    ).toBeDefined()
    expect(screen.getAllByText('Context changed: 1,000 → 2,000')).toHaveLength(10)
    await userEvent.click(screen.getByRole('button', { name: 'Show all 12' }))
    expect(screen.getAllByText('Context changed: 1,000 → 2,000')).toHaveLength(12)
  })

  it('shares its request with the price history', async () => {
    renderWithLinks(
      <>
        <PriceHistory id="a/b:free" />
        <ChangeLog id="a/b:free" />
      </>,
    )
    await screen.findByText(/^First seen/)
    expect(requests).toHaveLength(1)
  })
})
