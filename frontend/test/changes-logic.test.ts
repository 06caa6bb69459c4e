import { describe, expect, it } from 'vitest'
import {
  feedUrl,
  filterWords,
  isLive,
  listUrl,
  refusedParameter,
  streamUrl,
  withParameter,
  withToggled,
} from '../src/features/changes/change-filter.js'
import {
  byDay,
  dayName,
  isGoodNews,
  percentText,
  startOfDay,
  unseen,
  withNews,
} from '../src/features/changes/change-list.js'
import { aChange } from './helpers/changes.js'

const local = (day: number, hour: number, minute = 0): string => new Date(2026, 7, day, hour, minute).toISOString()

describe('days', () => {
  it('begin at midnight of the clock of the reader', () => {
    const changes = [
      aChange(4, { observed_at: local(22, 0) }),
      aChange(3, { observed_at: local(21, 23, 59) }),
      aChange(2, { observed_at: local(21, 0) }),
      aChange(1, { observed_at: local(19, 12) }),
    ]
    expect(
      byDay(changes).map(({ day, changes: those }) => [new Date(day).getDate(), those.map(({ seq }) => seq)]),
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
    expect(names).toEqual(['Today', 'Yesterday', 'Thursday 20 August 2026'])
  })
})

describe('what is new', () => {
  const pages = [
    { data: [aChange(5), aChange(4)], links: { next: '/next' } },
    { data: [aChange(2)], links: { next: null } },
  ]

  it('is what is not shown, each once, newest first', () => {
    expect(unseen([aChange(6), aChange(5), aChange(7), aChange(6), aChange(2)], pages).map(({ seq }) => seq)).toEqual([
      7, 6,
    ])
  })

  it('comes to the top, and leaves the rest and its cursor alone', () => {
    const after = withNews(pages, [aChange(6), aChange(7)])
    expect(after.map(({ data, links }) => [data.map(({ seq }) => seq), links.next])).toEqual([
      [[7, 6, 5, 4], '/next'],
      [[2], null],
    ])
  })

  it('of a price that goes to and fro takes the place of its steps', () => {
    const flapping = { times: 3, since: local(22, 14, 5), values: ['0.0000025', '0.000002'] }
    const other = aChange(3, { field: 'pricing.completion' })
    const early = aChange(1, { observed_at: local(20, 1) })
    const [page] = withNews(
      [{ data: [aChange(4), other, early], links: { next: null } }],
      [aChange(8, { flapping, observed_at: local(22, 15) })],
    )
    expect(page?.data.map(({ seq }) => seq)).toEqual([8, 3, 1])
  })
})

describe('the filter', () => {
  it('is given to the service as it stands in the URL, save for paging', () => {
    const search = { kind: 'price_changed,renamed', since: '2026-08-01', colour: 'red', limit: '3', cursor: 'x' }
    expect(listUrl(search)).toBe('/api/changes?kind=price_changed,renamed&since=2026-08-01&colour=red&limit=100')
    expect(streamUrl(search)).toBe('/api/changes/stream?kind=price_changed,renamed&colour=red')
    expect([feedUrl(search, 'atom'), feedUrl({}, 'json')]).toEqual([
      '/api/changes.atom?kind=price_changed,renamed&since=2026-08-01&colour=red',
      '/api/changes.json',
    ])
  })

  it('is of what happens now unless it ends before', () => {
    const now = Date.parse('2026-08-22T00:00:00Z')
    expect([isLive({}, now), isLive({ until: '2026-08-23' }, now), isLive({ until: '2026-08-21' }, now)]).toEqual([
      true,
      true,
      false,
    ])
  })

  it('takes values in and out of a comma list, and leaves no empty parameter', () => {
    expect(withToggled({ kind: 'renamed' }, 'kind', 'model_added')).toEqual({ kind: 'renamed,model_added' })
    expect(withToggled({ kind: 'renamed', author: 'x' }, 'kind', 'renamed')).toEqual({ author: 'x' })
    expect(withParameter({ author: 'x' }, 'author', ' ')).toEqual({})
  })

  it('is said in words, and names what the service refused', () => {
    expect(
      filterWords({ kind: 'model_added,odd', min_percent: '10', scheduled: 'true', limit: '3' }).map(
        ({ words }) => words,
      ),
    ).toEqual(['kind: New, odd', 'at least: 10 %', 'scheduled moves'])
    expect([
      refusedParameter('kind: "x" is no kind', { kind: 'x' }),
      refusedParameter('the cursor is broken', { kind: 'x' }),
    ]).toEqual(['kind', null])
  })
})

it('calls a falling price good, a falling discount bad, and a price of its own that is no more neither', () => {
  const news = [
    { field: 'pricing.prompt', percent: -20 },
    { field: 'pricing.prompt', percent: 5 },
    { field: 'pricing.discount', percent: -20 },
    { field: 'pricing.prompt', percent: null },
    { field: 'pricing.input_cache_read', percent: -100 },
    { field: 'pricing.prompt', percent: -100 },
  ]
  expect(news.map(isGoodNews)).toEqual([true, false, false, null, null, true])
  expect([-20, 0.55, 1900, -27.59].map(percentText)).toEqual(['20 %', '0.55 %', '1,900 %', '27.6 %'])
})
