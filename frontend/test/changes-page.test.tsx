// @vitest-environment happy-dom
import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { act, cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ChangeLine } from '../src/features/changes/change-line.js'
import { ChangesPage } from '../src/features/changes/changes-page.js'
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
const page = (data: ListedChange[], next: string | null = null) => Response.json({ data, links: { next } })
const problem = (status: number, detail: string) => Response.json({ status, detail }, { status })

beforeEach(() => {
  requests.length = 0
  TestEventSource.all.length = 0
  respondToCount = () => Response.json({ data: { count: 0 } })
  respond = (path) =>
    path.includes('cursor')
      ? page([aChange(1, { name: 'Old one' })])
      : page([aChange(3), aChange(2)], '/api/changes?limit=100&cursor=x')
  vi.stubGlobal('EventSource', TestEventSource)
  vi.stubGlobal('scrollTo', vi.fn())
  vi.stubGlobal('fetch', async (path: string) => {
    await Promise.resolve()
    if (path.startsWith('/api/models/count')) return respondToCount(path)
    if (!path.startsWith('/api/changes')) return Response.json({ data: [] })
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

describe('a line', () => {
  const line = async (over: Partial<ListedChange>) => {
    renderWithLinks(<ChangeLine change={aChange(1, over)} />)
    return (await screen.findByRole('listitem')).textContent
  }

  it('shows model, change, percentage and time', async () => {
    expect(await line({})).toBe(
      'Price: OpenAI: GPT-4o price of input tokens fell 20 %: $2.50 → $2.00 per million, minus 20 %14:05',
    )
    expect(screen.getByRole('link', { name: 'OpenAI: GPT-4o' }).getAttribute('href')).toBe('/models/openai/gpt-4o')
    expect(screen.getByText('20 %').dataset['tone']).toBe('good')
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
    expect(await screen.findByRole('heading', { level: 2, name: /22 August 2026|Today|Yesterday/ })).toBeDefined()
    expect(lines()).toHaveLength(2)
    await userEvent.click(screen.getByRole('button', { name: 'Load older' }))
    expect(await screen.findByText('Old one')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Load older' })).toBeNull()
  })

  it('says that tracking began, instead of listing every model of the first observation as new', async () => {
    const first = '2026-08-22T12:00:00.000Z'
    const added = (seq: number, at = first) => aChange(seq, { kind: 'model_added', observed_at: at, percent: null })
    respond = () => page([added(3, '2026-08-22T12:04:00.000Z'), added(2), added(1)], '/api/changes?limit=100&cursor=x')
    respondToCount = (path) =>
      path.includes('1970')
        ? Response.json({ data: { count: 0 }, reason: `before the first observation, at ${first}` })
        : Response.json({ data: { count: path.includes(first) ? 421 : 0 } })
    show()
    expect(await screen.findByText('Tracking began on 22 August 2026, 12:00 UTC, with 421 models.')).toBeDefined()
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
    expect(screen.getByRole('link', { name: 'Atom' }).getAttribute('href')).toBe(
      '/api/changes.atom?kind=price_changed&author=openai,meta&min_percent=10&scheduled=true',
    )
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
    stream.send(aChange(4, { name: 'New one' }))
    stream.send(aChange(4, { name: 'New one' }))
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
    respond = () => page([aChange(9, { name: 'Newest' }), aChange(8)], '/api/changes?limit=100&cursor=y')
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
