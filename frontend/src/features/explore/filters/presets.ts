import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { isWordList, type WordListName, wordListOf, wordLists } from './query-lists.js'

export interface Preset {
  name: string
  /** What it asks for, in words. */
  title: string
  patch: Partial<ListQuery>
}

/** What most people come for, each a part of the query. */
export const presets: readonly Preset[] = [
  { name: 'Free', title: 'Models that cost nothing', patch: { free: true } },
  {
    name: 'Vision',
    title: 'Takes images, gives text',
    patch: { input_modalities: ['image'], output_modalities: ['text'] },
  },
  { name: 'Long context', title: 'At least 200,000 tokens of context', patch: { context: 200_000 } },
  { name: 'Agentic', title: 'Calls tools, and reasons', patch: { supported_parameters: ['reasoning', 'tools'] } },
  {
    name: 'Cheap',
    title: 'Gives text, for at most $0.50 per million input and $2 per million output tokens',
    patch: { output_modalities: ['text'], max_price: '0.5', max_output_price: '2' },
  },
]

/** Whether the query asks for all that the preset does. */
export function holdsPreset(query: ListQuery, { patch }: Preset): boolean {
  return Object.entries(patch).every(([name, wanted]) => {
    if (!isWordList(name)) return query[name as keyof ListQuery] === wanted
    const [held, words] = [query[name] ?? [], patch[name] ?? []]
    // One alternative more, and the query is wider than the preset.
    return words.every((word) => held.includes(word)) && (wordLists[name] === 'all' || held.length === words.length)
  })
}

/** Presses a preset, or lets it go; what other pressed ones ask for stays. */
export function togglePreset(query: ListQuery, preset: Preset): Partial<ListQuery> {
  if (!holdsPreset(query, preset)) return added(query, preset.patch)
  const others = presets.filter((other) => other !== preset && holdsPreset(query, other))
  const patch = removed(query, preset.patch)
  return others.reduce((sum, other) => ({ ...sum, ...added({ ...query, ...sum }, other.patch) }), patch)
}

function added(query: ListQuery, patch: Partial<ListQuery>): Partial<ListQuery> {
  const lists = wordListNames(patch).filter((name) => wordLists[name] === 'all')
  return {
    ...patch,
    ...Object.fromEntries(lists.map((name) => [name, wordListOf([...(query[name] ?? []), ...(patch[name] ?? [])])])),
  }
}

function removed(query: ListQuery, patch: Partial<ListQuery>): Partial<ListQuery> {
  const rest = wordListNames(patch).map((name) => [
    name,
    wordListOf((query[name] ?? []).filter((word) => patch[name]?.includes(word) !== true)),
  ])
  return { ...Object.fromEntries(Object.keys(patch).map((name) => [name, undefined])), ...Object.fromEntries(rest) }
}

function wordListNames(patch: Partial<ListQuery>): WordListName[] {
  return Object.keys(patch).filter(isWordList)
}
