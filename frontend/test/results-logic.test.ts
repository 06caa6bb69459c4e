// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { describe, expect, it } from 'vitest'
import { costSorts } from '../src/shared/search/page-query.js'
import { SORT_NAMES } from '@modelkeep/catalog/query/sort'
import { sortGroups } from '../src/features/explore/sort-labels.js'
import { type ColumnKey, columnOfSort, listColumns, nameSorts } from '../src/features/explore/results/columns.js'
import { ariaSort, nextSort } from '../src/shared/list/column-sort.js'
import { modelsCsv } from '../src/features/explore/results/csv.js'
import { csvCell, csvFileName } from '../src/shared/ui/csv-text.js'
import { keyPlace, listKeyAction } from '../src/features/explore/results/list-keys.js'
import { chosenColumns, tableLayout } from '../src/features/explore/results/table-layout.js'

const sortsOf = (key: ColumnKey) => listColumns.find((column) => column.key === key)?.sorts ?? []
const keysOf = (columns: readonly { key: string }[]) => columns.map(({ key }) => key)

const now = Date.UTC(2026, 7, 4)

describe('sorting by a heading', () => {
  it('cycles through both directions and the default', () => {
    expect(nextSort(sortsOf('input-price'), undefined)).toBe('input-price-low-to-high')
    expect(nextSort(sortsOf('input-price'), 'input-price-low-to-high')).toBe('input-price-high-to-low')
    expect(nextSort(sortsOf('input-price'), 'input-price-high-to-low')).toBeUndefined()
  })
  it('replaces the sorting of another column', () =>
    expect(nextSort(sortsOf('created'), 'pricing-high-to-low')).toBe('newest'))
  it.each([...listColumns.flatMap(({ sorts = [] }) => (sorts.length === 0 ? [] : [sorts])), nameSorts])(
    'has an ascending and a descending order: %s',
    (...sorts) => expect(sorts.map((sort) => ariaSort(sorts, sort)).toSorted()).toEqual(['ascending', 'descending']),
  )
  it('reports no direction for another column', () => {
    expect(ariaSort(sortsOf('created'), 'pricing-low-to-high')).toBe('none')
    expect(ariaSort(sortsOf('created'), undefined)).toBe('none')
  })
})

describe('sort orders', () => {
  it('all have one label', () =>
    expect(sortGroups.flatMap(({ sorts }) => sorts.map(([name]) => name)).toSorted()).toEqual(
      [...SORT_NAMES, ...costSorts].toSorted(),
    ))
  it('all have a column that shows what they sort by', () =>
    expect(SORT_NAMES.filter((name) => columnOfSort(name) === undefined && !nameSorts.includes(name))).toEqual([]))
})

describe('columns', () => {
  it('are all shown when there is room, except those that must be chosen', () => {
    const { shown, isOverflowing } = tableLayout({}, undefined, 120)
    expect(keysOf(shown)).toEqual(keysOf(listColumns.filter(({ priority }) => priority !== undefined)))
    expect(isOverflowing).toBe(false)
  })
  it('are left out by priority and keep their order', () =>
    expect(keysOf(tableLayout({}, undefined, 41).shown)).toEqual(['input-price', 'output-price', 'context']))
  it('that are hidden make room for others', () =>
    expect(keysOf(tableLayout({ context: false }, undefined, 41).shown)).toEqual([
      'input-price',
      'output-price',
      'capabilities',
    ]))
  it('that were chosen are shown without room too, and the table scrolls', () => {
    const two = tableLayout({ author: true, expiry: true }, undefined, 45)
    expect(keysOf(two.shown)).toEqual(['author', 'input-price', 'expiry'])
    expect(two.isOverflowing).toBe(false)
    const all = tableLayout(Object.fromEntries(keysOf(listColumns).map((key) => [key, true])), undefined, 45)
    expect(keysOf(all.shown)).toEqual(keysOf(listColumns))
    expect(all.isOverflowing).toBe(true)
  })
  it.each(SORT_NAMES.filter((name) => !nameSorts.includes(name)))('show what %s sorts by, even if hidden', (sort) => {
    const key = columnOfSort(sort)?.key ?? ''
    for (const width of [20, 45, 120]) expect(keysOf(tableLayout({ [key]: false }, sort, width).shown)).toContain(key)
    expect(keysOf(chosenColumns({}, sort))).toContain(key)
  })
  it('leave the rest to the name, up to a maximum', () => {
    const { minWidth } = tableLayout({}, undefined, 120)
    expect(tableLayout({}, undefined, minWidth - 18 + 40).nameWidth).toBeUndefined()
    expect(tableLayout({}, undefined, minWidth - 18 + 41).nameWidth).toBe(40)
  })
  it.each([18, 21.9, 30, 38.9])('on a narrow screen of %s rem are led by both prices and the context', (width) => {
    const { shown, isNarrow, isOverflowing } = tableLayout({}, undefined, width)
    expect([isNarrow, isOverflowing]).toEqual([true, true])
    expect(keysOf(shown).slice(0, 3)).toEqual(['input-price', 'output-price', 'context'])
  })
})

describe('CSV', () => {
  it.each([
    ['plain', 'plain'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['=1+1', "'=1+1"],
    ['+x', "'+x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['-cmd', "'-cmd"],
    ['\tx', "'\tx"],
    ['=HYPERLINK("x")', '"\'=HYPERLINK(""x"")"'],
    ['-1.5', '-1.5'],
    ['0.15', '0.15'],
  ])('writes %j as %j', (value, cell) => expect(csvCell(value)).toBe(cell))

  it('has the date in its file name', () =>
    expect(csvFileName(Date.UTC(2026, 7, 4, 23))).toBe('modelkeep-2026-08-04.csv'))

  it('has exact values in column order', () => {
    const model = {
      id: 'a/b',
      name: ' A: B ',
      created: 1_785_858_831,
      context_length: 1_048_576,
      top_provider: { max_completion_tokens: null },
      architecture: { input_modalities: ['text', 'image'], output_modalities: ['text'] },
      pricing: { prompt: '0.00000958083832335329', completion: '-1' },
      supported_parameters: ['tools', 'structured_outputs'],
      expiration_date: '2098-12-31',
    } as Model
    expect(modelsCsv([model], chosenColumns({}), { now }).split('\r\n')).toEqual([
      'id,name,author,input (USD per million tokens),output (USD per million tokens),cached input (USD per million tokens),context (tokens),max output (tokens),input modalities,output modalities,capabilities,added,expires',
      'a/b,A: B,a,9.58083832335329,varies,,1048576,,text image,text,"tools, structured output",2026-08-04,',
      '',
    ])
    const only = (...keys: string[]) => listColumns.filter(({ key }) => keys.includes(key))
    expect(modelsCsv([model], only('context'), { now })).toBe('id,name,context (tokens)\r\na/b,A: B,1048576\r\n')
    const workload = { inputTokens: 1000, cachedTokens: 10, outputTokens: 500, calls: 2 }
    expect(
      modelsCsv([{ ...model, pricing: { prompt: '0.001', completion: '0' } }], only('cost'), { workload, now }),
    ).toBe(
      'id,name,"cost per month (USD): 2 calls of 1000 input tokens with 10 cached, 500 output tokens"\r\na/b,A: B,2\r\n',
    )
    const scored: Model = {
      ...model,
      knowledge_cutoff: '2025-01-31',
      benchmarks: { artificial_analysis: { intelligence_index: 56.1 }, design_arena: [{ elo: 1280 }, { elo: 1300 }] },
      pricing: { prompt: '0.000001', completion: '0.000002' },
    }
    expect(modelsCsv([scored], only('mean-price', 'intelligence', 'coding', 'arena', 'knowledge'), { now })).toBe(
      'id,name,mean of input and output (USD per million tokens),intelligence index,coding index,Design Arena Elo,knowledge cutoff\r\na/b,A: B,1.5,56.1,,1300,2025-01-31\r\n',
    )
  })
})

describe('keys', () => {
  const key = (name: string, held: object = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...held,
  })
  it('move by row', () => {
    expect(listKeyAction(key('ArrowDown'), 'list', 3)).toEqual({ kind: 'move', by: 3 })
    expect(listKeyAction(key('ArrowUp'), 'page', 1)).toEqual({ kind: 'move', by: -1 })
    expect(listKeyAction(key('ArrowLeft'), 'list', 3)).toEqual({ kind: 'move', by: -1 })
    expect(listKeyAction(key('ArrowLeft'), 'list', 1)).toBeNull()
  })
  it('select and favourite only inside the list', () => {
    expect(listKeyAction(key('x'), 'list', 1)).toEqual({ kind: 'select' })
    expect(listKeyAction(key('f'), 'list', 1)).toEqual({ kind: 'favourite' })
    expect(listKeyAction(key('x'), 'page', 1)).toBeNull()
    expect(listKeyAction(key('End'), 'page', 1)).toBeNull()
    expect(listKeyAction(key('End'), 'list', 1)).toEqual({ kind: 'last' })
  })
  it('compare from the page', () => expect(listKeyAction(key('c'), 'page', 1)).toEqual({ kind: 'compare' }))
  it.each(['ctrlKey', 'metaKey', 'altKey', 'shiftKey'])('with %s are left to the browser', (held) =>
    expect(listKeyAction(key('c', { [held]: true }), 'list', 1)).toBeNull(),
  )
  it('of a single character can be switched off', () => {
    expect(listKeyAction(key('c'), 'list', 1, false)).toBeNull()
    expect(listKeyAction(key('ArrowDown'), 'list', 1, false)).not.toBeNull()
  })
  it('depend on the focused element', () => {
    document.body.innerHTML =
      '<input id="field"><button id="button"></button><div id="list"><input type="checkbox" id="box"><input id="inner"></div>'
    const at = (id: string) => keyPlace(document.getElementById(id), document.getElementById('list'))
    expect([at('field'), at('button'), at('box'), at('inner'), keyPlace(document.body, null)]).toEqual([
      'elsewhere',
      'elsewhere',
      'list',
      'elsewhere',
      'page',
    ])
  })
})
