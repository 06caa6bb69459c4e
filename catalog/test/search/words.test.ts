import { describe, expect, it } from 'vitest'
import { fold, formsOf, joinedWordsOf, withoutLinks, wordsOf } from '../../src/search/words.js'
import { nearWords, spellingsOf } from '../../src/search/typos.js'

describe('wordsOf and its relatives', () => {
  it.each([
    ['gpt-4o', ['gpt', '4o']],
    ['GPT4o', ['gpt', '4o']],
    ['qwen3-coder', ['qwen', '3', 'coder']],
    ['qwen3.5-35b-a3b', ['qwen', '3.5', '35b', 'a3b']],
    ['deepseek-v3.1', ['deepseek', 'v3.1']],
    ['o3-mini', ['o3', 'mini']],
    ['Mixtral 8x22B', ['mixtral', '8x', '22b']],
    ['x-ai/grok-4.20', ['x', 'ai', 'grok', '4.20']],
    ['gpt-4. And 5.', ['gpt', '4', 'and', '5']],
    ['  Mélange ÇA naïve ', ['melange', 'ca', 'naive']],
    ['ｇｐｔ－４ｏ ①', ['gpt', '4o', '1']],
    ['İstanbul ﬁne', ['istanbul', 'fine']],
    ['月光 дом-2 हिन्दी', ['月光', 'дом', '2', 'हनद']],
    ['~a_b:c+d', ['a', 'b', 'c', 'd']],
    ['Command R+, c++, 4o+mini, a + b', ['command', 'r', 'plus', 'c', '4o', 'mini', 'a', 'b']],
    ['🦙 … \uD800', []],
    ['', []],
  ])('%s', (text, words) => {
    expect(wordsOf(fold(text))).toEqual(words)
  })

  it('split ASCII text equally next to other letters', () => {
    const text = 'llama3.3-70b gpt4o v2.5.1 a22b 8x7b o1'
    expect(wordsOf(fold(`${text} é`))).toEqual([...wordsOf(fold(text)), 'e'])
    expect(wordsOf(`${text} я`)).toEqual([...wordsOf(text), 'я'])
  })

  it('have forms for the number alone and without dots', () => {
    expect(formsOf('coder')).toEqual(['coder'])
    expect(new Set(formsOf('v3.1'))).toEqual(new Set(['v3.1', '3.1', 'v31', '31']))
    expect(new Set(formsOf('4.5'))).toEqual(new Set(['4.5', '45']))
  })

  it('join hyphenated words without digits', () => {
    expect(joinedWordsOf('role-play, state-of-the-art, gpt-4, 4o-mini, a - b')).toEqual([
      'roleplay',
      'stateof',
      'ofthe',
      'theart',
    ])
  })

  it('omit link targets, including truncated ones', () => {
    expect(wordsOf(withoutLinks('a [b](https://c.d/e) f https://g.h i [j](/k) [l](https://m'))).toEqual([
      'a',
      'b',
      'f',
      'i',
      'j',
      'l',
    ])
  })
})

describe('near words', () => {
  const words = ['anthropic', 'anthropomorphic', 'claude', 'cloud', 'grok', 'gemini', 'llama', 'v31claude'].toSorted()
  const near = (typed: string, mayBeUnfinished = false) =>
    nearWords(spellingsOf(words), typed, mayBeUnfinished).map((group) => group.map((at) => words[at]))

  it.each([
    ['antropic', [['anthropic'], []]],
    ['nathropic', [['anthropic'], []]],
    ['antropc', [[], []]],
    ['antrhpic', [[], ['anthropic']]],
    ['anxhrxpic', [[], ['anthropic']]],
    ['calude', [['claude'], []]],
    ['lcaude', [['claude'], []]],
    ['clade', [['claude'], []]],
    ['gemnii', [['gemini'], []]],
    ['lama', [['llama'], []]],
    ['rgok', [['grok'], []]],
  ])('%s', (typed, expected) => {
    expect(near(typed)).toEqual(expected)
  })

  it('include words with a prefix within one edit', () => {
    expect(near('antrop', true)).toEqual([[], ['anthropic', 'anthropomorphic']])
    expect(near('antrop')).toEqual([[], []])
    expect(near('antropom', true)).toEqual([[], ['anthropomorphic']])
  })
})
