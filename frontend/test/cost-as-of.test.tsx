// @vitest-environment happy-dom
import type { CostRow } from '@modelkeep/catalog/contract/cost'
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { changedPrices, differenceText, priceSentences } from '../src/features/model/prices/cost-difference.js'
import { CostCalculator } from '../src/features/model/prices/cost-calculator.js'
import { usdOf } from '../src/shared/cost/usd.js'
import { chatModel } from './helpers/models.js'
import { renderRoute } from './helpers/render-route.js'

afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  localStorage.clear()
})

const now = Date.UTC(2026, 7, 4, 12)
const part = (kind: CostRow['parts'][number]['kind'], price: string) => ({
  kind,
  quantity: 1,
  price_key: 'prompt',
  unit_price: price,
  amount: price,
})
const row = (patch: Partial<CostRow> = {}): CostRow => ({
  model: chatModel.id,
  model_id: chatModel.id,
  at: '2026-05-01T00:00:00.000Z',
  cost: '0.02',
  parts: [part('input', '0.000003'), part('cached_input', '0.00000125'), part('output', '0.00001')],
  price: {
    source: 'openrouter',
    from: '2026-02-03T08:00:00.000Z',
    to: '2026-06-12T20:00:00.000Z',
    observed_at: '2026-04-30T20:00:00.000Z',
    tier: null,
    window: null,
  },
  certainty: 'observed',
  shape: 'plain',
  notes: [],
  reported_cost: null,
  difference: null,
  error: null,
  ...patch,
})
const history = { data: { first_seen: '2025-03-04T09:00:00.000Z' } }
const show = (respond: (path: string) => Response | Promise<Response>, search = '?cost_at=2026-05-01') => {
  const fetched = vi.fn<(path: string) => Promise<Response>>((path) =>
    Promise.resolve(path.includes('/history') ? Response.json(history) : respond(path)),
  )
  vi.stubGlobal('fetch', fetched)
  const page = renderRoute('/models/$', () => <CostCalculator model={chatModel} now={now} />, `/models/a/b${search}`)
  return { ...page, fetched }
}
const text = () => screen.getByRole('status').textContent

describe('the calculator as of a day', () => {
  it('shows the cost of that day, the price that applied, and the difference to today', async () => {
    const { fetched } = show(() => Response.json({ data: row() }))
    await waitFor(() => expect(text()).toContain('$200.00'))
    expect(text()).toContain('As of 1 May 2026')
    expect(text()).toContain('Today: $167.50, $32.50 less per month (−16.3 %)')
    expect(text()).toContain('Input: $3.00 → $2.50 per million tokens (−16.7 %)')
    expect(text()).toContain('Prices from 3 Feb 2026, 08:00 UTC until 12 Jun 2026, 20:00 UTC.')
    expect(fetched.mock.calls[0]?.[0]).toBe(
      `/api/cost?model=${encodeURIComponent(chatModel.id)}&at=2026-05-01&prompt_tokens=4000&cached_tokens=1000&completion_tokens=800`,
    )
  })

  it('puts the day into the URL, is bounded by the first known price and today, and goes back to now', async () => {
    const { where } = show(() => Response.json({ data: row() }), '')
    const field = await screen.findByLabelText<HTMLInputElement>(/As of/)
    expect(text()).toContain('$167.50')
    fireEvent.focus(field)
    await waitFor(() => expect(field.min).toBe('2025-03-05'))
    expect(field.max).toBe('2026-08-04')
    fireEvent.change(field, { target: { value: '2026-05-01' } })
    await waitFor(() => expect(where()).toBe('/models/a/b?cost_at=2026-05-01'))
    await waitFor(() => expect(text()).toContain('$200.00'))
    await userEvent.setup().click(screen.getByRole('button', { name: 'Now' }))
    await waitFor(() => expect(where()).toBe('/models/a/b'))
    expect(text()).toContain('$167.50')
  })

  it('rejects a day in the future, and ignores an invalid one in the URL', async () => {
    const { where, fetched } = show(() => Response.json({ data: row() }), '?cost_at=yesterday')
    const field = await screen.findByLabelText<HTMLInputElement>(/As of/)
    expect(text()).toContain('$167.50')
    fireEvent.change(field, { target: { value: '2027-01-01' } })
    expect(screen.getByText('Choose a day until today.')).toBeDefined()
    expect(field.getAttribute('aria-invalid')).toBe('true')
    expect(where()).toContain('yesterday')
    expect(fetched).not.toHaveBeenCalled()
  })

  it.each([
    ['before_history', '1 May 2026 is before the first known price of this model: the first known price is used.'],
    ['after_removal', 'The catalogue did not list this model on 1 May 2026: its last known price is used.'],
  ] as const)('says that a price is not certain: %s', async (certainty, sentence) => {
    show(() => Response.json({ data: row({ certainty }) }))
    await waitFor(() => expect(text()).toContain(sentence))
  })

  it('says why a cost is unknown, and never shows it as nothing', async () => {
    show(() =>
      Response.json({
        data: row({
          cost: null,
          parts: [],
          certainty: 'unknown',
          price: null,
          error: { code: 'unknown_price', message: 'The price of input tokens is not published.' },
        }),
      }),
    )
    await waitFor(() =>
      expect(text()).toContain('The cost as of that day is unknown. The price of input tokens is not'),
    )
    expect(text()).not.toContain('$0')
  })

  it('says that it is loading, and why history is not available', async () => {
    let respond: ((response: Response) => void) | undefined
    show(() => new Promise((resolve) => (respond = resolve)))
    await waitFor(() => expect(text()).toContain('Loading the prices of that day'))
    respond?.(Response.json({ detail: 'history is unavailable: it is off' }, { status: 503 }))
    expect((await screen.findByRole('alert')).textContent).toContain('runs without a database')
  })
})

describe('a difference', () => {
  it('is in dollars and percent, without a percentage from nothing', () => {
    expect(differenceText(usdOf('200'), usdOf('167.5'))).toBe('$32.50 less per month (−16.3 %)')
    expect(differenceText(usdOf('1'), usdOf('1.5'))).toBe('$0.50 more per month (+50 %)')
    expect(differenceText(usdOf('0'), usdOf('1.5'))).toBe('$1.50 more per month')
    expect(differenceText(usdOf('2.0'), usdOf('2'))).toBe('the same')
  })

  it('names prices that differ, also those of a part that only one of them bills', () => {
    const usd = usdOf('1')
    expect(
      changedPrices(
        [part('input', '0.000002'), part('output', '0.0000040')],
        [
          { kind: 'input', unitPrice: usdOf('0'), usd },
          { kind: 'output', unitPrice: usdOf('0.000004'), usd },
          { kind: 'request', unitPrice: usdOf('0.005'), usd },
        ],
      ),
    ).toEqual(['Input: $2.00 → $0.00 per million tokens (−100 %)', 'Request: not billed → $0.005 per request'])
  })

  it('says that prices still apply', () => {
    expect(priceSentences(row({ price: { ...row().price!, to: null } }), '2026-05-01')).toEqual([
      'Prices since 3 Feb 2026, 08:00 UTC, without a change since.',
    ])
  })
})
