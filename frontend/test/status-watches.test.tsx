// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Quarantine } from '../src/features/status/quarantine.js'
import { Watches } from '../src/features/status/watches.js'
import { renderPage } from './helpers/render.js'

const now = Date.parse('2026-08-22T15:00:00Z')
const active = {
  id: 1,
  name: 'Prices',
  filter: { author: ['openai'], min_percent: 5 },
  milestones: [],
  grouping: 'hourly',
  destination: { type: 'webhook', target: 'https://hooks.example.com' },
  state: 'active',
  state_reason: null,
  failures: 0,
  source: 'api',
  pending: 0,
  last_delivered_at: null,
  created_at: '2026-08-22T14:05:00.000Z',
}
const stopped = {
  ...active,
  id: 2,
  name: 'Gone',
  state: 'disabled',
  state_reason: 'the receiver answered 410',
  pending: 2,
}
const fromFile = { ...active, id: 3, name: 'Kept in git', source: 'file' }
const failing = {
  id: 'x',
  text: 'GPT-4o: was removed',
  items: 3,
  created_at: '2026-08-22T14:05:00.000Z',
  state: 'pending',
  attempts: [
    { attempt: 1, at: '2026-08-22T14:05:00.000Z', outcome: 'failed', status: 410, latency_ms: 1, detail: 'gone' },
  ],
  next_attempt_at: '2026-08-22T15:30:00.000Z',
}
const waiting = { ...failing, id: null, text: 'A/B: is new', items: 1, attempts: [] }
let requests: string[]
let test: object

beforeEach(() => {
  requests = []
  test = { delivered: false, status: 500, latency_ms: 12, detail: 'broken' }
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    await Promise.resolve()
    requests.push(`${init.method ?? 'GET'} ${path} ${typeof init.body === 'string' ? init.body : ''}`.trim())
    if (new Headers(init.headers).get('authorization') !== 'Bearer right')
      return Response.json({ detail: 'the admin token is wrong' }, { status: 401 })
    if (path.endsWith('/test')) return Response.json({ data: test })
    if (path.endsWith('/deliveries')) return Response.json({ data: [waiting, failing] })
    return Response.json({ data: path === '/api/watches' ? [active, stopped, fromFile] : [] })
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

async function unlock(token: string): Promise<void> {
  renderPage(
    <>
      <Quarantine syncs={[]} now={now} />
      <Watches now={now} />
    </>,
  )
  expect(screen.getByText('Watches are shown with the admin token.')).toBeDefined()
  await userEvent.type(screen.getByLabelText('Admin token'), token)
  await userEvent.click(screen.getByRole('button', { name: 'Show quarantine' }))
}

const item = async (name: string) => within((await screen.findByText(name)).closest('li')!)

describe('watches on the status page', () => {
  it('are listed with the token of the quarantine', async () => {
    await unlock('right')
    const prices = await item('Prices')
    expect(prices.getByText('Active')).toBeDefined()
    expect(prices.getByText(/prices that moved by at least 5 %; by openai; hourly digest, to webhook/)).toBeDefined()
    expect(prices.getByText('Nothing delivered yet')).toBeDefined()
    expect(requests.filter((one) => one.endsWith('/deliveries'))).toEqual(['GET /api/watches/2/deliveries'])
  })

  it('stay hidden with a wrong token, and once it is forgotten', async () => {
    await unlock('wrong')
    expect(await screen.findByText('Failed: the admin token is wrong.')).toBeDefined()
    expect(requests).not.toContain('GET /api/watches')
    await userEvent.clear(screen.getByLabelText('Admin token'))
    await userEvent.type(screen.getByLabelText('Admin token'), 'right')
    await userEvent.click(screen.getByRole('button', { name: 'Show quarantine' }))
    await item('Prices')
    await userEvent.click(screen.getByRole('button', { name: 'Forget the token' }))
    expect(await screen.findByText('Watches are shown with the admin token.')).toBeDefined()
    expect(screen.queryByText('Prices')).toBeNull()
  })

  it('show at once why one is stopped, and what it could not deliver', async () => {
    await unlock('right')
    const gone = await item('Gone')
    expect(gone.getByText('the receiver answered 410')).toBeDefined()
    expect(await gone.findByText(/GPT-4o: was removed \(and 2 more\)/)).toBeDefined()
    const [first] = within(gone.getByRole('list')).getAllByRole('listitem')
    expect(first?.textContent).toContain('GPT-4o')
    expect(gone.getByText(/1 attempt; last response: 410 gone; sent when the watch is resumed/)).toBeDefined()
  })

  it('list their messages on request', async () => {
    await unlock('right')
    const prices = await item('Prices')
    await userEvent.click(prices.getByText('Newest messages'))
    expect(await prices.findByText(/last response: 410 gone; next attempt at \d\d:\d\d/)).toBeDefined()
  })

  it('can be tested, paused and resumed, also if they come from a file', async () => {
    await unlock('right')
    await item('Prices')
    await userEvent.click(screen.getByRole('button', { name: 'Test Prices' }))
    expect(await screen.findByText('The test message was not delivered, in 12 ms: 500 broken.')).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Pause Prices' }))
    await waitFor(() => expect(requests).toContain('PATCH /api/watches/1 {"state":"paused"}'))
    await userEvent.click(screen.getByRole('button', { name: 'Resume Gone' }))
    await waitFor(() => expect(requests).toContain('PATCH /api/watches/2 {"state":"active"}'))
    expect((await item('Kept in git')).getByRole('button', { name: /^Pause/ })).toBeDefined()
  })
})
