import type { PageQuery } from '../../../shared/search/page-query.js'
import { grouped } from '../../../shared/ui/digits.js'
import { modalityLabel, parameterLabel, tokenCountLabel } from './filter-labels.js'
import { excludedLabels, toggleExcluded } from './excluded.js'
import { toggleWord, type WordListName } from './query-lists.js'

/** One filter that narrows the list. */
export interface ActiveFilter {
  key: string
  text: string
  /** Removes it. */
  patch: Partial<PageQuery>
}

/** Display names of authors by their id. */
type AuthorNames = ReadonlyMap<string, string>

const noNames: AuthorNames = new Map()

/** Every active filter, except the search text, which has its own box, and the time, which has a banner. */
export function activeFilters(query: PageQuery, names = noNames): ActiveFilter[] {
  return [
    ...single(query, ['removed'], () => 'Removed models'),
    ...singleFilters(query),
    ...alternatives.flatMap(([name, textOf]) =>
      (query[name] ?? []).map((word) => oneWord(query, name, word, textOf([word], names))),
    ),
    ...boundFilters(query),
  ]
}

/** Filters that could be removed to find more: each requirement, each group of alternatives, and the search text. */
export function droppableFilters(query: PageQuery, names = noNames): ActiveFilter[] {
  const search: ActiveFilter[] =
    query.q === undefined ? [] : [{ key: 'q', text: `Search “${query.q}”`, patch: { q: undefined } }]
  const groups = alternatives.flatMap(([name, textOf]): ActiveFilter[] => {
    const words = query[name]
    return words === undefined ? [] : [{ key: name, text: textOf(words, names), patch: { [name]: undefined } }]
  })
  return [...search, ...singleFilters(query), ...groups, ...boundFilters(query)]
}

/** A patch that removes all filters, but neither sorting nor time. */
export function withoutFilters(query: PageQuery): Partial<PageQuery> {
  const patches = [...droppableFilters(query), ...single(query, ['removed'], () => '')].map(({ patch }) => patch)
  return Object.fromEntries(patches.flatMap((patch) => Object.keys(patch).map((name) => [name, undefined])))
}

/** Describes one filter that any of these words satisfies. */
type WordsText = (words: readonly string[], names: AuthorNames) => string

const required: readonly (readonly [WordListName, (word: string) => string])[] = [
  ['input_modalities', (word) => `${modalityLabel(word)} input`],
  ['supported_parameters', parameterLabel],
]
const alternatives: readonly (readonly [WordListName, WordsText])[] = [
  ['model_authors', (words, names) => `By ${either(words.map((word) => names.get(word) ?? word))}`],
  ['output_modalities', (words) => `${either(words.map(modalityLabel))} output`],
  ['arch', (words) => `${either(words)} tokenizer`],
]

const either = (words: readonly string[]): string => words.join(' or ')

function oneWord(query: PageQuery, name: WordListName, word: string, text: string): ActiveFilter {
  return { key: `${name}=${word}`, text, patch: toggleWord(query, name, word) }
}

function single(query: PageQuery, names: readonly (keyof PageQuery)[], text: () => string): ActiveFilter[] {
  if (names.every((name) => query[name] === undefined)) return []
  return [{ key: names.join(), text: text(), patch: Object.fromEntries(names.map((name) => [name, undefined])) }]
}

function singleFilters(query: PageQuery): ActiveFilter[] {
  return [
    ...single(query, ['ids'], () => plural(query.ids?.length ?? 0, 'selected model')),
    ...single(query, ['favourites'], () => 'Favourites only'),
    ...single(query, ['free'], () => 'Free'),
    ...single(query, ['open_weights'], () => 'Open weights'),
    ...(query.exclude ?? []).map((kind) => ({
      key: `exclude=${kind}`,
      text: `No ${excludedLabels[kind].toLowerCase()}`,
      patch: toggleExcluded(query, kind),
    })),
    ...required.flatMap(([name, textOf]) =>
      (query[name] ?? []).map((word) => oneWord(query, name, word, textOf(word))),
    ),
  ]
}

function boundFilters(query: PageQuery): ActiveFilter[] {
  return [
    ...single(query, ['context'], () => `${tokenCountLabel(query.context ?? 0)} context or more`),
    ...single(
      query,
      ['min_price', 'max_price'],
      () => `Input ${rangeText(query.min_price, query.max_price, '$')} per million`,
    ),
    ...single(
      query,
      ['min_output_price', 'max_output_price'],
      () => `Output ${rangeText(query.min_output_price, query.max_output_price, '$')} per million`,
    ),
    ...single(query, ['min_age_days', 'max_age_days'], () => ageText(query)),
    ...single(query, ['unchanged_days'], () => `Price unchanged for ${plural(query.unchanged_days ?? 0, 'day')}`),
    ...single(query, ['expiring_days'], () => `Expires within ${plural(query.expiring_days ?? 0, 'day')}`),
    ...single(
      query,
      ['min_intelligence_index', 'max_intelligence_index'],
      () => `Intelligence ${rangeText(query.min_intelligence_index, query.max_intelligence_index)}`,
    ),
    ...single(
      query,
      ['min_coding_index', 'max_coding_index'],
      () => `Coding ${rangeText(query.min_coding_index, query.max_coding_index)}`,
    ),
    ...single(
      query,
      ['min_agentic_index', 'max_agentic_index'],
      () => `Agentic ${rangeText(query.min_agentic_index, query.max_agentic_index)}`,
    ),
    ...single(query, ['limit', 'offset'], () => pageText(query)),
  ]
}

function rangeText(min: string | number | undefined, max: string | number | undefined, unit = ''): string {
  if (min === undefined) return `up to ${unit}${max}`
  return max === undefined ? `from ${unit}${min}` : `${unit}${min} to ${unit}${max}`
}

function ageText({ min_age_days: youngest, max_age_days: oldest }: PageQuery): string {
  if (youngest === undefined) return `Added in the last ${plural(oldest ?? 0, 'day')}`
  return oldest === undefined
    ? `${plural(youngest, 'day')} old or older`
    : `${youngest} to ${plural(oldest, 'day')} old`
}

function pageText({ limit, offset }: PageQuery): string {
  const from = (offset ?? 0) + 1
  return offset === undefined ? `First ${limit} only` : `From number ${from}, at most ${limit ?? 500}`
}

export function plural(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`
}
