import type { PageQuery } from '../../../shared/search/page-query.js'

/** List parameters, and whether a model must match all of their words or any. */
export const wordLists = {
  model_authors: 'any',
  input_modalities: 'all',
  output_modalities: 'any',
  supported_parameters: 'all',
  arch: 'any',
} as const satisfies Partial<Record<keyof PageQuery, 'any' | 'all'>>

export type WordListName = keyof typeof wordLists

export function isWordList(name: string): name is WordListName {
  return Object.hasOwn(wordLists, name)
}

/** In the API's order and spelling; undefined when empty. */
export function wordListOf(words: Iterable<string>): string[] | undefined {
  const list = [...new Set([...words].map((word) => word.toLowerCase()))].toSorted()
  return list.length === 0 ? undefined : list
}

/** Adds the word to the list, or removes it. */
export function toggleWord(query: PageQuery, name: WordListName, word: string): Partial<PageQuery> {
  const key = word.toLowerCase()
  const words = query[name] ?? []
  return { [name]: wordListOf(words.includes(key) ? words.filter((one) => one !== key) : [...words, key]) }
}
