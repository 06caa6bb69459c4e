import type { PageQuery } from '../../../shared/search/page-query.js'
import { isWordList, type WordListName, wordListOf, wordLists } from './query-lists.js'

export interface Preset {
  name: string
  /** What it filters by, as a tooltip. */
  title: string
  patch: Partial<PageQuery>
}

/** Common filters. */
export const presets: readonly Preset[] = [
  { name: 'Free', title: 'Free models', patch: { free: true } },
  {
    name: 'Vision',
    title: 'Image input, text output',
    patch: { input_modalities: ['image'], output_modalities: ['text'] },
  },
  { name: 'Long context', title: 'At least 200,000 tokens of context', patch: { context: 200_000 } },
  { name: 'Agentic', title: 'Supports tools and reasoning', patch: { supported_parameters: ['reasoning', 'tools'] } },
  {
    name: 'Cheap',
    title: 'Text output for at most $0.50 per million input tokens and $2 per million output tokens',
    patch: { output_modalities: ['text'], max_price: '0.5', max_output_price: '2' },
  },
]

/** Whether the query contains every filter of the preset. */
export function holdsPreset(query: PageQuery, { patch }: Preset): boolean {
  return Object.entries(patch).every(([name, wanted]) => {
    if (!isWordList(name)) return query[name as keyof PageQuery] === wanted
    const [active, words] = [query[name] ?? [], patch[name] ?? []]
    // A further alternative would make the query wider than the preset.
    return words.every((word) => active.includes(word)) && (wordLists[name] === 'all' || active.length === words.length)
  })
}

/** Toggles a preset; filters that other active presets need stay. */
export function togglePreset(query: PageQuery, preset: Preset): Partial<PageQuery> {
  if (!holdsPreset(query, preset)) return added(query, preset.patch)
  const others = presets.filter((other) => other !== preset && holdsPreset(query, other))
  const patch = removed(query, preset.patch)
  return others.reduce((sum, other) => ({ ...sum, ...added({ ...query, ...sum }, other.patch) }), patch)
}

function added(query: PageQuery, patch: Partial<PageQuery>): Partial<PageQuery> {
  const lists = wordListNames(patch).filter((name) => wordLists[name] === 'all')
  return {
    ...patch,
    ...Object.fromEntries(lists.map((name) => [name, wordListOf([...(query[name] ?? []), ...(patch[name] ?? [])])])),
  }
}

function removed(query: PageQuery, patch: Partial<PageQuery>): Partial<PageQuery> {
  const rest = wordListNames(patch).map((name) => [
    name,
    wordListOf((query[name] ?? []).filter((word) => patch[name]?.includes(word) !== true)),
  ])
  return { ...Object.fromEntries(Object.keys(patch).map((name) => [name, undefined])), ...Object.fromEntries(rest) }
}

function wordListNames(patch: Partial<PageQuery>): WordListName[] {
  return Object.keys(patch).filter(isWordList)
}
