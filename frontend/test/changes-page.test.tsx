// @vitest-environment happy-dom
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { entriesOf } from '../src/features/changes/list/change-entries.js'
import { ChangesPage } from '../src/features/changes/changes-page.js'
import { EntryLine } from '../src/features/changes/list/entry-line.js'
import { aChange } from './helpers/changes.js'
import { renderWithLinks } from './helpers/render-model.js'
import { renderRoute } from './helpers/render-route.js'

/** A fake EventSource that tests can send events through. */
class TestEventSource extends EventTarget {
  static readonly CLOSED = 2
  static readonly all: TestEventSource[] = []
  readonly url: string
  readyState = 1
  constructor(url: string) {
    super()
    this.url = url
    TestEventSource.all.push(this)
  }
  close() {
    this.readyState = TestEventSource.CLOSED
  }
  send(change: ListedChange) {
    act(() => void this.dispatchEvent(new MessageEvent('change', { data: JSON.stringify(change) })))
  }
}

const requests: string[] = []
let respond: (path: string) => Response
let respondToCount: (path: string) => Response
/** To the request for the last seven days. */
let respondToWeek: (path: string) => Response
let models: readonly { id: string; name: string }[]
const page = (data: ListedChange[], next: string | null = null) => Response.json({ data, links: { next } })
const problem = (status: number, detail: string) => Response.json({ status, detail }, { status })

beforeEach(() => {
  requests.length = 0
  TestEventSource.all.length = 0
  respondToCount = () => Response.json({ data: { count: 0 } })
  respondToWeek = () => page([])
  models = []
  respond = (path) =>
    path.includes('cursor')
      ? page([aChange(1, { name: 'Old one', model_id: 'openai/old' })])
      : page([aChange(3), aChange(2, { model_id: 'openai/other' })], '/api/changes?limit=100&cursor=x')
  vi.stubGlobal('EventSource', TestEventSource)
  vi.stubGlobal('scrollTo', vi.fn())
  vi.stubGlobal('fetch', async (path: string) => {
    await Promise.resolve()
    if (path.startsWith('/api/models/count')) return respondToCount(path)
    if (!path.startsWith('/api/changes')) return Response.json({ data: models })
    if (path.includes('limit=1000')) return respondToWeek(path)
    requests.push(path)
    return respond(path)
  })
})
afterEach(() => {
  cleanup()
  vi.unstubAllGlobals()
})

const show = (url = '/changes') => renderRoute('/changes', ChangesPage, url)
const lines = () => within(screen.getByRole('main')).getAllByRole('listitem')
const live = async () => {
  await waitFor(() => expect(TestEventSource.all).toHaveLength(1))
  return TestEventSource.all[0]!
}

describe('an entry', () => {
  const line = async (...changes: Partial<ListedChange>[]) => {
    const [entry] = entriesOf(changes.map((over, nr) => aChange(nr + 1, over)))
    renderWithLinks(<EntryLine entry={entry!} />)
    return (await screen.findByRole('listitem')).textContent
  }

  it('shows model, price, percentage and time', async () => {
    expect(await line({})).toBe('Price: OpenAI: GPT-4o Input $2.50 → $2.00 minus 20 % per million14:05')
    expect(screen.getByRole('link', { name: 'OpenAI: GPT-4o' }).getAttribute('href')).toBe('/models/openai/gpt-4o')
    expect(screen.getByText('20 %').dataset['tone']).toBe('good')
  })

  it('shows all prices that moved at one time, and what else changed', async () => {
    const text = await line(
      {},
      { field: 'pricing.completion', before: '0.00001', after: '0.00002', percent: 100 },
      { kind: 'context_changed', field: 'context_length', before: 1000, after: 2000, percent: null },
    )
    expect(text).toContain('Price, Context: OpenAI: GPT-4o')
    expect(text).toContain('Input $2.50 → $2.00 minus 20 % Output $10.00 → $20.00 plus 100 % per million')
    expect(text).toContain('context changed: 1,000 → 2,000')
    expect(screen.getByText('100 %').dataset['tone']).toBe('bad')
  })

  it('shows no percentage for a price that is published now', async () => {
    const text = await line({ field: 'pricing.input_cache_read', before: null, percent: null })
    expect(text).toContain('Cached input now published: $2.00  per million')
    expect(text).not.toContain('%')
  })

  it('marks flapping prices and scheduled changes', async () => {
    const text = await line({
      scheduled: true,
      flapping: { times: 4, since: new Date(2026, 7, 21).toISOString(), values: ['0.0000025', '0.000002'] },
    })
    expect(text).toMatch(/^Flapping: .*alternates between \$2.50 and \$2.00/)
    expect(text).toContain('4 times')
    expect(text).toContain('scheduled')
  })

  it('shows schema changes for all models', async () => {
    expect(
      await line({
        kind: 'schema_changed',
        model_id: null,
        name: null,
        field: 'reasoning',
        before: { models: 0 },
        after: { models: 165 },
        percent: null,
      }),
    ).toContain('All models: the field reasoning is now on 165 models')
    expect(screen.queryByRole('link')).toBeNull()
  })
})

describe('the page', () => {
  it('shows the newest changes by day, and older ones on request', async () => {
    show()
    expect(await screen.findByRole('heading', { level: 2, name: /22 Aug 2026|Today|Yesterday/ })).toBeDefined()
    expect(lines()).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'Load older' }))
    expect(await screen.findByText('Old one')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Load older' })).toBeNull()
  })

  it('says that tracking began, instead of listing every model of the first observation as new', async () => {
    const first = '2026-08-22T12:00:00.000Z'
    const added = (seq: number, at = first) =>
      aChange(seq, { kind: 'model_added', model_id: `a/${seq}`, observed_at: at, percent: null })
    respond = () => page([added(3, '2026-08-22T12:04:00.000Z'), added(2), added(1)], '/api/changes?limit=100&cursor=x')
    respondToCount = (path) =>
      path.includes('1970')
        ? Response.json({ data: { count: 0 }, reason: `before the first observation, at ${first}` })
        : Response.json({ data: { count: path.includes(first) ? 421 : 0 } })
    show()
    expect(await screen.findByText('Tracking began on 22 Aug 2026, 12:00 UTC, with 421 models.')).toBeDefined()
    expect(lines()).toHaveLength(1)
    expect(screen.queryByRole('button', { name: 'Load older' })).toBeNull()
  })

  it('moves the focus to the first loaded change when the button disappears', async () => {
    show()
    ;(await screen.findByRole('button', { name: 'Load older' })).focus()
    await userEvent.keyboard('{Enter}')
    expect(await screen.findByText('Old one')).toBeDefined()
    expect(document.activeElement).toBe(screen.getByText('Old one').closest('a'))
  })

  it('writes the filter to the URL and requests it', async () => {
    const { where } = show()
    await userEvent.click(await screen.findByRole('button', { name: 'Prices' }))
    await userEvent.type(screen.getByLabelText('Author'), 'openai, meta{Enter}')
    expect(document.activeElement).toBe(screen.getByLabelText('Author'))
    await userEvent.selectOptions(screen.getByLabelText('Price change'), '10')
    await userEvent.click(screen.getByLabelText('Include scheduled changes'))
    await waitFor(() =>
      expect(where()).toBe('/changes?kind=price_changed&author=openai,meta&min_percent=10&scheduled=true'),
    )
    await waitFor(() =>
      expect(requests).toContain(
        '/api/changes?kind=price_changed&author=openai,meta&min_percent=10&scheduled=true&limit=100',
      ),
    )
    await userEvent.click(screen.getByRole('button', { name: 'Subscribe' }))
    expect((await screen.findByLabelText<HTMLInputElement>('Atom')).value).toMatch(
      /^http.*\/api\/changes\.atom\?kind=price_changed&author=openai,meta&min_percent=10&scheduled=true$/,
    )
  })

  it('shows the authors of the filter by name', async () => {
    models = [{ id: 'openai/o3', name: 'OpenAI: o3' }]
    const { where } = show('/changes?author=openai')
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Author').value).toBe('OpenAI'))
    await userEvent.type(screen.getByLabelText('Author'), ', openai{Enter}')
    await waitFor(() => expect(where()).toBe('/changes?author=openai,openai'))
  })

  it('counts what happened on a day', async () => {
    respond = () => page([aChange(3), aChange(2, { model_id: 'a/x', kind: 'model_added', percent: null })])
    show()
    expect(
      (await screen.findByRole('heading', { level: 2, name: /1 price change, 1 added$/ })).textContent,
    ).not.toMatch('at least')
  })

  it('summarises the week above the list, unless there is a filter', async () => {
    respondToWeek = () =>
      page([
        aChange(9, { percent: -20 }),
        aChange(8, { kind: 'model_added', model_id: 'a/new', name: 'A: New', percent: null }),
        aChange(7, { kind: 'model_removed', model_id: 'a/gone', name: 'A: Gone', percent: null }),
      ])
    show()
    const week = await screen.findByRole('region', { name: 'This week' })
    expect(week.textContent).toContain('1 price change, 1 added, 1 removed in the last 7 days')
    expect(within(week).getByRole('heading', { name: 'Largest price drops' })).toBeDefined()
    expect(within(week).queryByRole('heading', { name: 'Largest price rises' })).toBeNull()
    expect(within(week).getByRole('link', { name: 'A: New' }).getAttribute('href')).toBe('/models/a/new')
    await userEvent.click(screen.getByRole('button', { name: 'Prices' }))
    await waitFor(() => expect(screen.queryByRole('region', { name: 'This week' })).toBeNull())
  })

  it('summarises what it knows when tracking began less than a week ago, without the models of the first day', async () => {
    const first = new Date(Date.now() - 3 * 86_400_000).toISOString()
    respondToCount = () => Response.json({ data: { count: 0 }, reason: `before the first observation, at ${first}` })
    respondToWeek = () =>
      page([
        aChange(8, { kind: 'model_added', model_id: 'a/new', observed_at: new Date().toISOString(), percent: null }),
        aChange(7, { kind: 'model_added', model_id: 'a/first', observed_at: first, percent: null }),
      ])
    show()
    const week = await screen.findByRole('region', { name: 'This week' })
    await waitFor(() => expect(week.textContent).toMatch(/1 added since tracking began on \d+ \w+ \d{4}/))
  })

  it('shows the list without a summary when that cannot be loaded', async () => {
    respondToWeek = () => problem(503, 'the database is away')
    show()
    expect(await screen.findAllByText('OpenAI: GPT-4o')).toHaveLength(2)
    expect(screen.queryByRole('region', { name: 'This week' })).toBeNull()
  })

  it('filters by a part of a name, which is in the URL, and requests the ids', async () => {
    models = ['gpt-4o', 'gpt-4o-mini', 'o3'].map((slug) => ({ id: `openai/${slug}`, name: `OpenAI: ${slug}` }))
    const { where } = show()
    await userEvent.type(await screen.findByLabelText('Model name or id'), 'gpt-4o{Enter}')
    await waitFor(() => expect(where()).toBe('/changes?model=gpt-4o'))
    await waitFor(() => expect(requests).toContain('/api/changes?model=openai/gpt-4o,openai/gpt-4o-mini&limit=100'))
    expect(await screen.findByText('The model filter matches 2 models.')).toBeDefined()
  })

  it('says that no model matches, without a request', async () => {
    models = [{ id: 'openai/o3', name: 'OpenAI: o3' }]
    const { where } = show('/changes?model=xyz')
    expect(await screen.findByText(/^No model has “xyz” in its name or id/)).toBeDefined()
    expect(requests).toEqual([])
    await userEvent.click(screen.getByRole('button', { name: 'Remove the model filter' }))
    await waitFor(() => expect(where()).toBe('/changes'))
  })

  it('suggests a filter to remove when nothing matches', async () => {
    respond = (path) => (path.includes('author') ? page([]) : page([aChange(3)]))
    const { where } = show('/changes?author=nobody&kind=renamed')
    await userEvent.click(await screen.findByRole('button', { name: 'Remove author: nobody' }))
    await waitFor(() => expect(where()).toBe('/changes?kind=renamed'))
    expect(await screen.findAllByText('OpenAI: GPT-4o')).toHaveLength(1)
  })

  it('shows why the service rejects a parameter, and removes it on request', async () => {
    respond = (path) => (path.includes('kind') ? problem(400, 'kind: "x" is no kind of change') : page([aChange(3)]))
    const { where } = show('/changes?kind=x&author=openai')
    expect((await screen.findByRole('alert')).textContent).toContain('kind: "x" is no kind of change')
    expect(TestEventSource.all).toHaveLength(0)
    await userEvent.click(screen.getByRole('button', { name: 'Remove kind' }))
    await waitFor(() => expect(where()).toBe('/changes?author=openai'))
  })

  it('says that there is no history without a database, and offers no retry', async () => {
    respond = () => problem(503, 'this response needs the database, which is unavailable: it is off')
    show()
    expect((await screen.findByRole('alert')).textContent).toBe(
      'There are no changes to show: this Modelkeep runs without a database.',
    )
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  it('says that the database is unavailable, and retries on request', async () => {
    respond = () => problem(503, 'the database is away')
    show()
    expect((await screen.findByRole('alert')).textContent).toContain('the database is unavailable')
    respond = () => page([aChange(3)])
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('OpenAI: GPT-4o')).toBeDefined()
  })
})

describe('live changes', () => {
  it('are announced by a button, without duplicates, until they are shown', async () => {
    show('/changes?kind=price_changed')
    const stream = await live()
    expect(stream.url).toBe('/api/changes/stream?kind=price_changed')
    stream.send(aChange(4, { name: 'New one', model_id: 'openai/new' }))
    stream.send(aChange(4, { name: 'New one', model_id: 'openai/new' }))
    stream.send(aChange(3))
    const pill = await screen.findByRole('button', { name: '1 new change' })
    expect(lines()).toHaveLength(2)
    await userEvent.click(pill)
    expect(lines()[0]?.textContent).toContain('New one')
    expect(lines()).toHaveLength(3)
    expect(screen.queryByRole('button', { name: /new change/ })).toBeNull()
  })

  it('include those missed before the stream opened', async () => {
    show()
    const stream = await live()
    respond = () => page([aChange(6), aChange(5), aChange(3), aChange(2)])
    act(() => void stream.dispatchEvent(new Event('open')))
    expect(await screen.findByRole('button', { name: '2 new changes' })).toBeDefined()
  })

  it('reload the list when more were missed than one response holds', async () => {
    show()
    const stream = await live()
    respond = () =>
      page([aChange(9, { name: 'Newest', model_id: 'openai/newest' }), aChange(8)], '/api/changes?limit=100&cursor=y')
    act(() => void stream.dispatchEvent(new Event('open')))
    await userEvent.click(await screen.findByRole('button', { name: '2+ new changes' }))
    expect(await screen.findByText('Newest')).toBeDefined()
    expect(lines()).toHaveLength(2)
  })

  it('reload the list when the service resets the stream', async () => {
    show()
    const stream = await live()
    respond = () => page([aChange(9, { name: 'After the reset' })])
    act(() => void stream.dispatchEvent(new Event('reset')))
    expect(await screen.findByText('After the reset')).toBeDefined()
    expect(lines()).toHaveLength(1)
  })

  it('need no subscription when the filter has ended or the page is left', async () => {
    show('/changes?until=2020-01-01')
    await screen.findAllByText('OpenAI: GPT-4o')
    expect(TestEventSource.all).toHaveLength(0)
    cleanup()
    const { unmount } = show()
    const stream = await live()
    unmount()
    expect(stream.readyState).toBe(TestEventSource.CLOSED)
  })
})
