// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { makeModel } from '../../catalog/test/helpers/make-model.js'
import { ApiProblem } from '../src/shared/api/problem.js'
import { ExplorePage } from '../src/features/explore/explore-page.js'
import { NoCatalogueYet, HistoricalFailure } from '../src/features/explore/time-travel/historical-notes.js'
import { TimeTravelDialog } from '../src/features/explore/time-travel/time-travel-dialog.js'
import { parseSearch } from '../src/shared/search/search-parameters.js'
import { chatModel } from './helpers/models.js'
import { renderRoute as renderModel } from './helpers/render-model.js'
import { renderPage } from './helpers/render.js'
import { renderRoute } from './helpers/render-route.js'
import { useLocation } from '@tanstack/react-router'

// Computing visibility for thousands of elements takes minutes in this DOM.
configure({ defaultHidden: true })

const now = [makeModel({ id: 'acme/new' }), makeModel({ id: 'acme/kept' })]
const then = [makeModel({ id: 'acme/kept' }), makeModel({ id: 'acme/old' })]
const removed = [{ ...makeModel({ id: 'acme/old', name: 'Acme: Old' }), removed_at: '2026-03-03T12:00:00.000Z' }]
const user = userEvent.setup()

/** A service with history. Returns the list of requested URLs. */
function serve(responses: Record<string, unknown> = {}): string[] {
  const requests: string[] = []
  const respond = (url: string): unknown => {
    if (responses[url] !== undefined) return responses[url]
    if (url.startsWith('/api/models/count')) return { data: { count: 2 } }
    if (url.includes('removed=true')) return { data: removed }
    if (url.includes('as_of=')) return { data: then }
    return url.startsWith('/api/models') ? { data: now } : null
  }
  vi.stubGlobal(
    'fetch',
    vi.fn((url: string) => {
      requests.push(url)
      const found = respond(url)
      return Promise.resolve(
        found === null ? Response.json({ detail: 'the database is away' }, { status: 503 }) : Response.json(found),
      )
    }),
  )
  return requests
}

function Page() {
  const text = useLocation({ select: ({ searchStr }) => searchStr })
  return <ExplorePage search={parseSearch(text)} isCovered={false} />
}

const open = (url: string) => renderRoute('/', () => <Page />, url)
const count = () => screen.getAllByRole('status')[0]?.textContent

// Loaded up front, because loading them on demand takes seconds on a busy machine.
beforeAll(async () => {
  await Promise.all([
    import('../src/shared/api/query-language.js'),
    import('../src/shared/ui/historical-banner.js'),
    import('../src/features/explore/time-travel/removed-hint.js'),
    import('../src/features/explore/results/fetch-recent-badges.js'),
  ])
}, 60_000)
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1600)
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
  localStorage.clear()
})

describe('time travel', () => {
  it('shows the historical catalogue under a banner, and evaluates other filters in the page', async () => {
    const requests = serve()
    const { where } = open('/?as_of=2025-06-01T14:05:00Z&q=old')
    const banner = await screen.findByRole('note', { name: 'Time travel' })
    expect(banner.textContent).toContain('Catalogue as of 1 Jun 2025, 14:05 UTC.')
    await waitFor(() => expect(count()).toBe('1 of 2 models'))
    expect(requests).toContain('/api/models?as_of=2025-06-01T14:05:00Z')
    await user.click(within(banner).getByRole('button', { name: 'Back to now' }))
    await waitFor(() => expect(where()).toBe('/?q=old'))
    expect(screen.queryByRole('note', { name: 'Time travel' })).toBeNull()
  })

  it('offers times from the first observation until now', async () => {
    serve({
      '/api/models/count?as_of=1970-01-01': {
        data: { count: 0 },
        reason: 'the first observation was made at 2024-09-21T02:09:31.000Z',
      },
    })
    const go = vi.fn<(asOf: string | undefined) => void>()
    renderPage(<TimeTravelDialog asOf="2025-06-01T14:05:00.000Z" go={go} close={() => {}} />)
    const field = screen.getByLabelText<HTMLInputElement>('Date and time (UTC)')
    expect(field.value).toBe('2025-06-01T14:05')
    await waitFor(() => expect(field.min).toBe('2024-09-21T02:10'))
    expect(Date.parse(`${field.max}Z`)).toBeLessThanOrEqual(Date.now())
    await user.click(screen.getByRole('button', { name: 'Show' }))
    expect(go).toHaveBeenLastCalledWith('2025-06-01T14:05:00.000Z')
    await user.click(screen.getByRole('button', { name: 'Back to now' }))
    expect(go).toHaveBeenLastCalledWith(undefined)
  })

  it('explains why there is no catalogue yet, and links to the first one', async () => {
    const change = vi.fn<(patch: object) => void>()
    renderPage(
      <NoCatalogueYet
        reason="nothing is known of that moment: the first observation was made at 2024-09-21T02:09:31.000Z"
        change={change}
      />,
    )
    expect(screen.getByRole('alert').textContent).toContain('the first observation was made at 21 Sept 2024, 02:09 UTC')
    await user.click(screen.getByRole('button', { name: /^Go to 21 Sept 2024/ }))
    expect(change).toHaveBeenCalledWith({ as_of: '2024-09-21T02:10:00.000Z' })
  })

  it('shows why the service rejects a time', () => {
    renderPage(
      <HistoricalFailure
        error={new ApiProblem(400, 'as_of: is in the future: it is 2026-11-21T23:35:53.379Z now')}
        retry={() => {}}
        change={() => {}}
      />,
    )
    expect(screen.getByRole('alert').textContent).toContain(
      'That time is in the future: it is 21 Nov 2026, 23:35 UTC now.',
    )
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })
})

describe('removed models', () => {
  it('are listed with the day of their removal', async () => {
    serve()
    open('/?removed=true')
    expect(await screen.findByText('removed 3 Mar 2026')).toBeDefined()
    expect(count()).toBe('1 removed')
    expect(screen.getByRole('button', { name: 'Remove filter: Removed models' })).toBeDefined()
  })

  it('are hinted at when few models match', async () => {
    const requests = serve()
    const { where } = open('/?q=nothing-like-it')
    const hint = await screen.findByRole('link', { name: '2 removed models match' })
    expect(hint.getAttribute('href')).toBe('/?q=nothing-like-it&removed=true')
    expect(requests).toContain('/api/models/count?q=nothing-like-it&removed=true')
    await user.click(hint)
    await waitFor(() => expect(where()).toBe('/?q=nothing-like-it&removed=true'))
  })

  it('are shown in their last state, with the time of removal and similar models', async () => {
    const history = {
      id: 'openai/gpt-4',
      name: 'GPT-4',
      present: false,
      first_seen: null,
      last_seen: '2026-03-02T13:40:00.000Z',
      gaps: [],
      versions: [],
      series: [],
    }
    const removedChat = {
      ...chatModel,
      id: 'openai/gpt-4',
      name: 'OpenAI: GPT-4',
      removed_at: '2026-03-03T12:00:00.000Z',
    }
    const requests: string[] = []
    renderModel((...args: unknown[]) => {
      const url = String(args[0])
      requests.push(url)
      const data: Model[] | typeof history = url.includes('/history')
        ? history
        : url.includes('removed=true')
          ? [removedChat]
          : [chatModel]
      return Promise.resolve(Response.json({ data }))
    }, '/models/openai/gpt-4')
    const notice = await screen.findByRole('region', { name: 'Removed' })
    await waitFor(() => expect(notice.textContent).toContain('Removed on 3 Mar 2026; last seen 2 Mar 2026.'))
    expect(within(notice).getByRole('link', { name: 'OpenAI: GPT-4o' }).getAttribute('href')).toBe(
      '/models/openai/gpt-4o',
    )
    expect(screen.getByRole('heading', { level: 1, name: 'GPT-4' })).toBeDefined()
    expect(document.title).toBe('GPT-4 (removed) · Modelkeep')
    expect(requests).toContain('/api/models?ids=openai/gpt-4&removed=true')
  })
})

describe('recent changes', () => {
  const change = {
    seq: 1,
    observed_at: '2026-11-12T00:00:00.000Z',
    model_id: 'acme/new',
    name: 'x',
    author: 'acme',
    kind: 'price_changed',
    field: 'pricing.prompt',
    before: '0.0000025',
    after: '0.000002',
    percent: -20,
    scheduled: false,
    flapping: null,
    removed_at: null,
    removed_seq: null,
  }

  it('are shown beside the name', async () => {
    serve({
      [`/api/changes?since=${new Date(Math.floor((Date.now() - 30 * 86_400_000) / 86_400_000) * 86_400_000).toISOString()}&kind=context_changed,model_added,model_returned,price_changed&limit=1000`]:
        { data: [change], links: { next: null } },
    })
    open('/')
    const mark = await screen.findByText('↓ 20 %')
    expect(mark.parentElement?.title).toBe('12 Nov 2026: price of input tokens fell 20 %: $2.50 → $2.00 per million')
  })

  it('are silently absent while the database is unavailable', async () => {
    const requests = serve()
    open('/')
    await waitFor(() => expect(requests.some((url) => url.startsWith('/api/changes'))).toBe(true))
    expect(screen.queryByRole('alert')).toBeNull()
    expect(count()).toBe('2 models')
  })
})
