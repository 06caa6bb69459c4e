import { authorIds, authorsText } from '../src/features/changes/filter/author-list.js'
import { describe, expect, it } from 'vitest'
import {
  activeFilters,
  isLive,
  listUrl,
  rejectedParameter,
  withParameter,
  withKindToggled,
} from '../src/features/changes/filter/change-filter.js'
import {
  byDay,
  dayName,
  isGoodNews,
  percentText,
  startOfDay,
  unseen,
  mergeLive,
} from '../src/features/changes/list/change-pages.js'
import { entriesOf } from '../src/features/changes/list/change-entries.js'
import { feedUrl, filterOfModels, streamUrl } from '../src/shared/subscribe/subscription-urls.js'
import { aChange } from './helpers/changes.js'

const local = (day: number, hour: number, minute = 0): string => new Date(2026, 7, day, hour, minute).toISOString()

describe('days', () => {
  it('start at local midnight', () => {
    const changes = [
      aChange(4, { observed_at: local(22, 0) }),
      aChange(3, { observed_at: local(21, 23, 59) }),
      aChange(2, { observed_at: local(21, 0) }),
      aChange(1, { observed_at: local(19, 12) }),
    ]
    expect(
      byDay(entriesOf(changes)).map(({ day, entries }) => [new Date(day).getDate(), entries.map(({ key }) => key)]),
    ).toEqual([
      [22, [4]],
      [21, [3, 2]],
      [19, [1]],
    ])
    expect(byDay([])).toEqual([])
  })

  it('have names', () => {
    const now = new Date(2026, 7, 22, 9).getTime()
    const names = [local(22, 1), local(21, 23), local(20, 3)].map((time) => dayName(startOfDay(Date.parse(time)), now))
    expect(names).toEqual(['Today', 'Yesterday', 'Thursday 20 Aug 2026'])
  })
})

describe('live changes', () => {
  const pages = [
    { data: [aChange(5), aChange(4)], links: { next: '/next' } },
    { data: [aChange(2)], links: { next: null } },
  ]

  it('are those not shown yet, without duplicates, newest first', () => {
    expect(unseen([aChange(6), aChange(5), aChange(7), aChange(6), aChange(2)], pages).map(({ seq }) => seq)).toEqual([
      7, 6,
    ])
  })

  it('are added on top, and leave other pages and their cursor alone', () => {
    const after = mergeLive(pages, [aChange(6), aChange(7)])
    expect(after.map(({ data, links }) => [data.map(({ seq }) => seq), links.next])).toEqual([
      [[7, 6, 5, 4], '/next'],
      [[2], null],
    ])
  })

  it('of a flapping price replace its single changes', () => {
    const flapping = { times: 3, since: local(22, 14, 5), values: ['0.0000025', '0.000002'] }
    const other = aChange(3, { field: 'pricing.completion' })
    const early = aChange(1, { observed_at: local(20, 1) })
    const [page] = mergeLive(
      [{ data: [aChange(4), other, early], links: { next: null } }],
      [aChange(8, { flapping, observed_at: local(22, 15) })],
    )
    expect(page?.data.map(({ seq }) => seq)).toEqual([8, 3, 1])
  })
})

describe('the filter', () => {
  it('is sent to the service as in the URL, except for paging', () => {
    const search = { kind: 'price_changed,renamed', since: '2026-08-01', colour: 'red', limit: '3', cursor: 'x' }
    expect(listUrl(search)).toBe('/api/changes?kind=price_changed,renamed&since=2026-08-01&colour=red&limit=100')
    expect(streamUrl(search)).toBe('/api/changes/stream?kind=price_changed,renamed&colour=red')
    expect([feedUrl(search, 'atom'), feedUrl({}, 'json')]).toEqual([
      '/api/changes.atom?kind=price_changed,renamed&since=2026-08-01&colour=red',
      '/api/changes.json',
    ])
  })

  it('of many models is cut to what fits into an address', () => {
    expect(filterOfModels(['a/x', 'b/y'])).toEqual({ filter: { model: 'a/x,b/y' }, leftOut: 0 })
    const { filter, leftOut } = filterOfModels(Array.from({ length: 160 }, (_, nr) => `a/${nr}`))
    expect([filter.model?.split(',').length, leftOut]).toEqual([150, 10])
  })

  it('is live unless it ends in the past', () => {
    const now = Date.parse('2026-08-22T00:00:00Z')
    expect([isLive({}, now), isLive({ until: '2026-08-23' }, now), isLive({ until: '2026-08-21' }, now)]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('toggles kinds and leaves no empty parameter', () => {
    expect(withKindToggled({ kind: 'renamed' }, 'model_added')).toEqual({ kind: 'renamed,model_added' })
    expect(withKindToggled({ kind: 'renamed', author: 'x' }, 'renamed')).toEqual({ author: 'x' })
    expect(withParameter({ author: 'x' }, 'author', ' ')).toEqual({})
  })

  it('shows authors by name and requests them by id', () => {
    const names = new Map([
      ['openai', 'OpenAI'],
      ['meta-llama', 'Meta'],
    ])
    expect(authorsText('openai,meta-llama,nobody', names)).toBe('OpenAI, Meta, nobody')
    expect(authorIds('openai, META,Nobody', names)).toBe('openai,meta-llama,Nobody')
    expect(authorIds(authorsText('meta-llama,openai', names), names)).toBe('meta-llama,openai')
    expect(authorsText(undefined, names)).toBe('')
    expect(activeFilters({ author: 'openai,x' }, names).map(({ text }) => text)).toEqual(['author: OpenAI, x'])
  })

  it('is described, and finds the parameter that the service rejected', () => {
    expect(
      activeFilters({ kind: 'model_added,odd', min_percent: '10', scheduled: 'true', limit: '3' }).map(
        ({ text }) => text,
      ),
    ).toEqual(['kind: Added, odd', 'at least: 10 %', 'scheduled changes'])
    expect([
      rejectedParameter('kind: "x" is no kind', { kind: 'x' }),
      rejectedParameter('the cursor is broken', { kind: 'x' }),
    ]).toEqual(['kind', null])
  })
})

it('rates a price cut as good, a smaller discount as bad, and no move as neither', () => {
  const moves = [
    { field: 'pricing.prompt', percent: -20 },
    { field: 'pricing.prompt', percent: 5 },
    { field: 'pricing.discount', percent: -20 },
    { field: 'pricing.prompt', percent: null },
    { field: 'pricing.input_cache_read', percent: null },
    { field: 'pricing.prompt', percent: -100 },
  ]
  expect(moves.map(isGoodNews)).toEqual([true, false, false, null, null, true])
  expect([-20, 0.55, 1900, -27.59].map(percentText)).toEqual(['20 %', '0.55 %', '1,900 %', '27.6 %'])
})
