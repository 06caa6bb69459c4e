import type { ListedChange } from '@modelkeep/catalog/contract/changes'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { recentBadges } from '../src/features/explore/results/recent-badges.js'
import { fetchRecentBadges, recentPath } from '../src/features/explore/results/fetch-recent-badges.js'

afterEach(() => vi.unstubAllGlobals())

let seq = 0
function change(over: Partial<ListedChange>): ListedChange {
  seq += 1
  const empty = {
    name: 'A',
    author: 'a',
    field: null,
    before: null,
    after: null,
    percent: null,
    scheduled: false,
    flapping: null,
    removed_at: null,
    removed_seq: null,
  }
  return {
    seq,
    observed_at: `2026-11-${String(seq % 28 || 1).padStart(2, '0')}T00:00:00.000Z`,
    model_id: 'a/b',
    kind: 'price_changed',
    ...empty,
    ...over,
  }
}
const price = (field: string, before: string | null, after: string | null, over: Partial<ListedChange> = {}) =>
  change({ field: `pricing.${field}`, before, after, ...over })
const badge = (...changes: ListedChange[]) => recentBadges(changes).get('a/b')

describe('the badge of a row', () => {
  it('shows price moves in percent', () => {
    expect(badge(price('prompt', '0.0000025', '0.000002'))).toMatchObject({
      tone: 'good',
      text: '↓ 20 %',
      spoken: 'price fell 20 %',
    })
    expect(badge(price('completion', '0.00001', '0.000015'))).toMatchObject({ tone: 'warn', text: '↑ 50 %' })
    expect(badge(price('prompt', '0.00001', '0.0000999'))?.text).toBe('↑ 899 %')
    expect(badge(price('prompt', '0.000001', '0.00004'))?.text).toBe('↑ ×40')
    expect(badge(price('prompt', '0.0001', '0.00010001'))?.text).toBe('↑ <1 %')
  })

  it('shows the total of several changes, in any order', () => {
    const [one, two] = [
      price('prompt', '0.000004', '0.000002', { observed_at: '2026-11-01T00:00:00.000Z' }),
      price('prompt', '0.000002', '0.000003', { observed_at: '2026-11-09T00:00:00.000Z' }),
    ]
    expect(badge(two, one)?.text).toBe('↓ 25 %')
    expect(
      badge(one, two, price('prompt', '0.000003', '0.000004', { observed_at: '2026-11-10T00:00:00.000Z' })),
    ).toBeUndefined()
  })

  it('shows the larger move of input and output, and no direction when they differ', () => {
    expect(badge(price('prompt', '4', '3'), price('completion', '4', '2'))?.text).toBe('↓ 50 %')
    expect(badge(price('prompt', '4', '3'), price('completion', '4', '5'))).toMatchObject({
      tone: 'plain',
      text: 'price ±',
    })
  })

  it('shows no percentage from zero, and no direction for unknown or dynamic prices', () => {
    expect(badge(price('prompt', '0', '0.000001'))).toMatchObject({ text: '↑ price', spoken: 'price rose' })
    expect(badge(price('prompt', '0.000001', '0'))?.text).toBe('↓ 100 %')
    expect(badge(price('prompt', '-1', '0.000001'))?.text).toBe('price ±')
    expect(badge(price('prompt', null, '0.000001'))?.text).toBe('price ±')
  })

  it('ignores scheduled changes, other prices, and prices that returned', () => {
    expect(badge(price('prompt', '4', '3', { scheduled: true }))).toBeUndefined()
    expect(badge(price('web_search', '4', '3'))).toBeUndefined()
    expect(
      badge(
        price('prompt', '3', '4', { flapping: { times: 4, since: '2026-11-01T00:00:00.000Z', values: ['4', '3'] } }),
      ),
    ).toBeUndefined()
  })

  it('prefers new models over prices, and prices over the context', () => {
    const context = change({ kind: 'context_changed', field: 'context_length', before: 128_000, after: 200_000 })
    expect(badge(context)).toMatchObject({ tone: 'plain', text: 'context ↑' })
    expect(badge(context, price('prompt', '4', '3'))?.text).toBe('↓ 25 %')
    expect(badge(context, price('prompt', '4', '3'), change({ kind: 'model_added' }))).toMatchObject({
      tone: 'new',
      text: 'new',
    })
    expect(badge(change({ kind: 'model_returned', removed_at: '2026-10-01T00:00:00.000Z' }))?.text).toBe('returned')
  })

  it('lists all changes in its title, newest first, at most six lines', () => {
    const days = Array.from({ length: 8 }, (_, day) =>
      price('prompt', String(day + 1), String(day + 2), { observed_at: `2026-11-0${day + 1}T00:00:00.000Z` }),
    )
    const lines = badge(...days)?.title.split('\n') ?? []
    expect(lines).toHaveLength(7)
    expect(lines[0]).toMatch(/^8 Nov 2026: price of input tokens/)
    expect(lines[6]).toBe('and 2 more')
  })
})

describe('the request', () => {
  const now = Date.UTC(2026, 10, 21, 14, 5)
  it('is the same all day, and covers the 30 days before', () => {
    expect(recentPath(null, now)).toBe(
      '/api/changes?since=2026-10-22T00:00:00.000Z&kind=context_changed,model_added,model_returned,price_changed&limit=1000',
    )
    expect(recentPath(Date.UTC(2025, 5, 1, 12), now)).toContain(
      'since=2025-05-02T00:00:00.000Z&until=2025-06-01T12:00:00.001Z&',
    )
  })

  it('follows at most three pages', async () => {
    const fetch = vi.fn<() => Promise<Response>>(() =>
      Promise.resolve(Response.json({ data: [price('prompt', '4', '3')], links: { next: '/api/changes?cursor=x' } })),
    )
    vi.stubGlobal('fetch', fetch)
    expect((await fetchRecentBadges(null, now, new AbortController().signal)).get('a/b')?.text).toBe('↓ 25 %')
    expect(fetch).toHaveBeenCalledTimes(3)
  })
})
