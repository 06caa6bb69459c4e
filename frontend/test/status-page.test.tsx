// @vitest-environment happy-dom
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { StatusPage } from '../src/features/status/status-page.js'
import { renderPage } from './helpers/render.js'

const at = new Date(Date.now() - 30_000).toISOString()
const sync = {
  id: 2,
  observed_at: at,
  source: 'upstream',
  scope: 'all',
  status: 'quarantined',
  payload_hash: null,
  order_hash: null,
  model_count: 421,
  added: 0,
  changed: 0,
  removed: 0,
  duration_ms: 412,
  detail: '200 of 421 models are missing',
}
const entry = {
  id: 7,
  observed_at: at,
  last_observed_at: at,
  times: 3,
  reason: 'shrunk',
  detail: '200 of 421 models are missing',
  source: 'openrouter',
  scope: 'all',
  model_id: null,
  payload_hash: 'x',
  bytes: 691_204,
  approved_at: null,
}
const mirrored = { ...entry, id: 9, source: 'litellm', scope: null, approved_at: '2026-01-01T00:00:00Z' }
const broken = { ...entry, id: 8, reason: 'broken_model', detail: 'name: expected string', model_id: 'a/b', times: 1 }
const responses: Record<string, unknown> = {
  '/health': {
    status: 'ok',
    version: '0.1.0',
    uptime_seconds: 3600,
    database: 'connected',
    models: { state: 'fresh', tier: 'upstream', age_seconds: 30, model_count: 421 },
    disk: { full: false, free_bytes: 1_000_000_000, database_full: false },
  },
  '/health/models': {
    state: 'fresh',
    tier: 'upstream',
    model_count: 421,
    age_seconds: 30,
    confirmed_at: at,
    changed_at: at,
    tiers: {
      upstream: { breaker: 'closed', last_success_at: at, last_error: null },
      database: { state: 'connected', newest_sync_at: at },
      file: { written_at: at, age_seconds: 30, last_error: null },
      seed: { as_of: null, model_count: null },
    },
    spool: { pending: 0, bytes: 0 },
    mirrors: [
      {
        source: 'models.dev',
        tier: 'upstream',
        entries: 5423,
        age_seconds: 30,
        confirmed_at: at,
        changed_at: at,
        quarantined: null,
        last_error: null,
      },
      {
        source: 'litellm',
        tier: 'database',
        entries: 2986,
        age_seconds: 30,
        confirmed_at: at,
        changed_at: at,
        quarantined: { observed_at: at, reason: 'it has 20 entries' },
        last_error: null,
      },
    ],
    last_sync: { ...sync, id: 3, status: 'unchanged', detail: null },
  },
  '/health/database': {
    state: 'connected',
    since: at,
    description: 'PostgreSQL at db.example.com',
    last_error: null,
    round_trip_ms: 0.42,
    pool: { max: 9, total: 2, idle: 2, waiting: 0 },
  },
  '/health/cache': { entries: 4, bytes: 3_145_728, hits: 900, misses: 100, hit_ratio: 0.9 },
  '/api/syncs?limit=20': {
    data: [sync, { ...sync, id: 1, status: 'applied', detail: null, added: 421 }],
    links: { next: null },
  },
}
const requests: string[] = []
let isDown = false
let quarantined: object[] = []

beforeEach(() => {
  isDown = false
  quarantined = [entry, broken]
  requests.length = 0
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    await Promise.resolve()
    if (isDown) throw new TypeError('fetch failed')
    requests.push(`${init.method ?? 'GET'} ${path}`)
    if (!path.startsWith('/api/quarantine')) return Response.json(responses[path])
    if (new Headers(init.headers).get('authorization') !== 'Bearer right')
      return Response.json({ detail: 'the admin token is wrong' }, { status: 401 })
    return Response.json({ data: path === '/api/quarantine' ? quarantined : sync })
  })
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('the status page', () => {
  it('shows the overall status, tiers, figures and sync log', async () => {
    renderPage(<StatusPage />)
    expect((await screen.findByText('All systems operational')).closest('p')?.textContent).toMatch(
      /^All systems operational: 421 models/,
    )
    expect(await screen.findByText('90.0 %')).toBeDefined()
    expect(await screen.findByText('4 responses, 3.1 MB')).toBeDefined()
    const tiers = within(screen.getByRole('region', { name: 'Tiers' })).getAllByRole('listitem')
    expect(tiers.map((tier) => tier.firstElementChild?.textContent)).toEqual([
      'Memory',
      'OpenRouter',
      'Database',
      'File',
      'Seed',
    ])
    const mirrors = within(screen.getByRole('region', { name: 'Mirrors' })).getAllByRole('listitem')
    expect(mirrors.map((mirror) => mirror.textContent)).toEqual([
      expect.stringMatching(/^models\.devCurrent.*5,423 entries, loaded from its site$/),
      expect.stringMatching(
        /^LiteLLMQuarantined.*2,986 entries, loaded from the database; the newest document was not accepted: it has 20 entries$/,
      ),
    ])
    const rows = (await screen.findAllByRole('row')).slice(1)
    expect(rows.map((row) => within(row).getAllByRole('cell')[0]?.textContent)).toEqual(['Quarantined', 'Applied'])
    expect(screen.getByText(/1 of the last 2 syncs was quarantined/)).toBeDefined()
  })

  it('keeps the last figures when the service becomes unreachable, and says since when', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    renderPage(<StatusPage />)
    await screen.findByText('90.0 %')
    isDown = true
    await vi.advanceTimersByTimeAsync(6_000)
    expect(await screen.findByText(/^Modelkeep has not responded since/)).toBeDefined()
    expect(screen.getByText('90.0 %').closest('[data-away]')).not.toBeNull()
    isDown = false
    await vi.advanceTimersByTimeAsync(6_000)
    expect(await screen.findByText('All systems operational')).toBeDefined()
  })

  it('says that the service cannot be reached', async () => {
    isDown = true
    renderPage(<StatusPage />)
    expect(await screen.findByText(/cannot be reached. Retrying/)).toBeDefined()
  })
})

describe('the quarantine', () => {
  const unlock = async (token: string) => {
    renderPage(<StatusPage />)
    await userEvent.type(await screen.findByLabelText('Admin token'), token)
    await userEvent.click(screen.getByRole('button', { name: 'Show quarantine' }))
  }

  it('rejects a wrong token', async () => {
    await unlock('wrong')
    expect((await screen.findByRole('alert')).textContent).toBe('Failed: the admin token is wrong.')
    expect(screen.getByLabelText('Admin token')).toBeDefined()
  })

  it('can approve a list that shrank, after a confirmation', async () => {
    await unlock('right')
    expect(await screen.findByText('a/b')).toBeDefined()
    expect(screen.getAllByRole('button', { name: 'Approve…' })).toHaveLength(1)
    await userEvent.click(screen.getByRole('button', { name: 'Approve…' }))
    expect(requests.some((one) => one.startsWith('POST'))).toBe(false)
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
    await waitFor(() => expect(requests).toContain('POST /api/quarantine/7/approve'))
  })

  it('can approve a document of a mirror that is quarantined again', async () => {
    quarantined = [mirrored, { ...mirrored, id: 10, approved_at: new Date().toISOString() }]
    await unlock('right')
    expect(await screen.findAllByText('LiteLLM: List shrank')).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'Approve…' }))
    expect(screen.getByText(/Entries missing from it will be removed/)).toBeDefined()
    await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
    await waitFor(() => expect(requests).toContain('POST /api/quarantine/9/approve'))
  })

  it('does not store the token, and forgets it on request', async () => {
    await unlock('right')
    await userEvent.click(await screen.findByRole('button', { name: 'Forget the token' }))
    expect(await screen.findByLabelText<HTMLInputElement>('Admin token')).toHaveProperty('value', '')
    expect([localStorage.length, sessionStorage.length]).toEqual([0, 0])
  })
})
