import { expect, it } from 'vitest'
import { createSearchIndex } from '../../src/search/search-index.js'
import { foldStart } from '../../src/search/words.js'
import { makeModel } from '../helpers/make-model.js'

it('searches the start of long names and descriptions', () => {
  const long = makeModel({
    id: 'a/long',
    name: `Robin ${'x '.repeat(1_000)}wren`,
    description: `lark ${'y '.repeat(3_000)}crow`,
  })
  const { search } = createSearchIndex([long])
  expect([search('robin'), search('lark'), search('wren'), search('crow')]).toEqual([[0], [0], [], []])
})

it('bounds the text that is searched, although folding makes it longer', () => {
  expect('\uFDFA'.normalize('NFKD').length).toBe(18)
  expect(foldStart('\uFDFA'.repeat(100_000), 4_000)).toHaveLength(4_000)
})

it('bounds the query', () => {
  const { search } = createSearchIndex([makeModel({ id: 'a/robin', name: 'Robin' })])
  expect(search(`robin ${' '.repeat(1_000)}wren`)).toEqual([0])
})
