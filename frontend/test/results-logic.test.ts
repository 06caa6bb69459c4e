// @vitest-environment happy-dom
import type { Model } from '@modelkeep/catalog/model/model'
import { describe, expect, it } from 'vitest'
import { cappedNameWidth, chosenColumns, columnsThatFit, listColumns } from '../src/features/explore/results/columns.js'
import { ariaSort, isSortable, nextSort } from '../src/features/explore/results/column-sort.js'
import { csvCell, csvFileName, modelsCsv } from '../src/features/explore/results/csv.js'
import { keyPlace, listKeyAction } from '../src/features/explore/results/list-keys.js'
import { makersOf, splitName } from '../src/shared/ui/model-name.js'

describe('sorting by a heading', () => {
  it('cycles through both directions of price and the default', () => {
    expect(nextSort('prices', undefined)).toBe('pricing-low-to-high')
    expect(nextSort('prices', 'pricing-low-to-high')).toBe('pricing-high-to-low')
    expect(nextSort('prices', 'pricing-high-to-low')).toBeUndefined()
  })
  it('has one direction for the context', () => {
    expect(nextSort('context', undefined)).toBe('context-high-to-low')
    expect(nextSort('context', 'context-high-to-low')).toBeUndefined()
  })
  it('replaces the sorting of another column', () => expect(nextSort('created', 'pricing-high-to-low')).toBe('newest'))
  it('reports its direction', () => {
    expect(ariaSort('prices', 'pricing-low-to-high')).toBe('ascending')
    expect(ariaSort('prices', 'pricing-high-to-low')).toBe('descending')
    expect(ariaSort('created', 'newest')).toBe('descending')
    expect(ariaSort('created', 'pricing-low-to-high')).toBe('none')
  })
  it('is unavailable for other columns', () => expect(isSortable('author')).toBe(false))
})

describe('columns', () => {
  it('all fit when there is room', () => expect(columnsThatFit(listColumns, 100)).toEqual(listColumns))
  it('are dropped by priority and keep their order', () => {
    expect(columnsThatFit(listColumns, 41).map(({ key }) => key)).toEqual(['context', 'input-price', 'output-price'])
    expect(columnsThatFit(listColumns, 15)).toEqual([])
  })
  it('leave the rest to the name, up to a maximum', () => {
    const fixed = listColumns.reduce((sum, { width }) => sum + width, 0) + 5
    expect(cappedNameWidth(listColumns, fixed + 40)).toBeUndefined()
    expect(cappedNameWidth(listColumns, fixed + 41)).toBe(40)
  })
  it('that are hidden make room for others', () =>
    expect(columnsThatFit(chosenColumns(['context']), 41).map(({ key }) => key)).toEqual([
      'input-price',
      'output-price',
      'capabilities',
    ]))
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
    expect(modelsCsv([model], listColumns).split('\r\n')).toEqual([
      'id,name,author,context (tokens),max output (tokens),input (USD per million tokens),output (USD per million tokens),cached input (USD per million tokens),input modalities,output modalities,capabilities,added,expires',
      'a/b,A: B,a,1048576,,9.58083832335329,varies,,text image,text,"tools, structured output",2026-08-04,',
      '',
    ])
    expect(
      modelsCsv([model], chosenColumns(listColumns.map(({ key }) => key).filter((key) => key !== 'context'))),
    ).toBe('id,name,context (tokens)\r\na/b,A: B,1048576\r\n')
  })
})

describe('names', () => {
  it.each([
    ['OpenAI: GPT-4o', { maker: 'OpenAI', own: 'GPT-4o' }],
    [' Claude Opus 5 ', { maker: null, own: 'Claude Opus 5' }],
    ['X:', { maker: null, own: 'X:' }],
  ])('splits %j', (name, parts) => expect(splitName(name)).toEqual(parts))
  it('provide display names of authors', () => {
    const models = [
      { id: '~openai/x', name: 'OpenAI Latest' },
      { id: 'openai/gpt', name: 'OpenAI: GPT' },
    ]
    expect(makersOf(models).get('openai')).toBe('OpenAI')
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
