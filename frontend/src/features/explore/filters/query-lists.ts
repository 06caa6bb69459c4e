import type { ListQuery } from '@modelkeep/catalog/query/list-query'

/** Parameters that hold a list of words, and whether a model needs all of them or any. */
export const wordLists = {
  model_authors: 'any',
  input_modalities: 'all',
  output_modalities: 'any',
  supported_parameters: 'all',
  arch: 'any',
} as const satisfies Partial<Record<keyof ListQuery, 'any' | 'all'>>

export type WordListName = keyof typeof wordLists

export function isWordList(name: string): name is WordListName {
  return Object.hasOwn(wordLists, name)
}

/** In the API's own order and spelling; undefined where nothing is left. */
export function wordListOf(words: Iterable<string>): string[] | undefined {
  const list = [...new Set([...words].map((word) => word.toLowerCase()))].toSorted()
  return list.length === 0 ? undefined : list
}

/** Puts the word into the list, or takes it out. */
export function toggleWord(query: ListQuery, name: WordListName, word: string): Partial<ListQuery> {
  const key = word.toLowerCase()
  const now = query[name] ?? []
  return { [name]: wordListOf(now.includes(key) ? now.filter((one) => one !== key) : [...now, key]) }
}
