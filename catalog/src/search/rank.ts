// Ranks the matching models. Criteria, in order:
// 1. the model is named exactly like the query; otherwise its worst match: whole word, prefix, typo, description;
// 2. an alias that also matches points to it, since upstream then considers it the main model of its family (`gemini pro`);
// 3. its slug or title starts with the query, or at least with one of its words;
// 4. the query names its author: Meta's `llama` comes before models of others that are based on it;
// 5. the closeness of its other matches;
// 6. it is not a sibling, dated copy, alias or variant of a model that matches equally well;
// 7. it is newer; 8. upstream order.
import { type NameIndex, compareFrom } from './name-index.js'
import { PLAIN, type ModelRelations } from './model-relations.js'
import { PREFIX, EXACT, type MatchScores, TWO_EDITS, VERSION } from './match-scores.js'

const STARTS = 3
const TOTALS = 32
const KINDS = 5

/** The query as a whole. */
export interface SearchQuery {
  /** Number of distinct words. */
  readonly words: number
  /** All words joined, without dots. */
  readonly joined: string
}

/** The models that match all words, best first. Models are numbered newest first, so ties are already in order. */
export function rank(names: NameIndex, relations: ModelRelations, scores: MatchScores, query: SearchQuery): number[] {
  const { words } = query
  const matches = matchesOf(scores, words)
  const tiers = new Uint8Array(scores.matched.length)
  for (const model of matches) tiers[model] = tierOf(names, scores, model, query)
  const isPointedTo = pointedTo(relations, scores, words, tiers)
  /** One digit for each criterion, the most important one first. */
  const keyOf = (model: number): number => {
    const tier = tiers[model] as number
    const start = startOf(names, scores, model, query)
    let key = tier
    key = key * 2 + (isPointedTo.has(model) ? 0 : 1)
    key = key * STARTS + start
    key = key * 2 + (start < STARTS - 1 && relations.isOwn[model] === 1 ? 0 : 1)
    key = key * TOTALS + (tier === 0 ? 0 : Math.min(scores.total[model] as number, TOTALS - 1))
    return key * KINDS + kindOf(relations, scores, words, tiers, model)
  }
  return sortByKey(matches, keyOf)
}

function matchesOf({ matched }: MatchScores, words: number): number[] {
  const matches: number[] = []
  for (let model = 0; model < matched.length; model++) if (matched[model] === words) matches.push(model)
  return matches
}

/** 0: named exactly like the query. 1: whole words and versions. 2: prefixes. 3: typos. 4: in the description only. */
function tierOf(names: NameIndex, scores: MatchScores, model: number, { words, joined }: SearchQuery): number {
  const worst = scores.worst[model] as number
  const mayBeNamed = scores.hasLeadingWord[model] === 1 && (words > 1 || worst === EXACT)
  if (mayBeNamed && isNamed(names, model, joined)) return 0
  if (worst <= VERSION) return 1
  if (worst === PREFIX) return 2
  return worst <= TWO_EDITS ? 3 : 4
}

function isNamed(names: NameIndex, model: number, joined: string): boolean {
  const isAllFrom = (starts: Int32Array) => compareFrom(names, starts[model] as number, joined, false) === 'all'
  return isAllFrom(names.slugs) || isAllFrom(names.titles) || isAllFrom(names.authors) || isAllFrom(names.names)
}

/** 0: slug or title starts with the whole query. 1: with one of its words. 2: neither. */
function startOf(names: NameIndex, scores: MatchScores, model: number, { words, joined }: SearchQuery): number {
  if (scores.hasLeadingWord[model] === 0) return 2
  if (words === 1) return 0
  const isFrom = (starts: Int32Array) => compareFrom(names, starts[model] as number, joined, false) !== undefined
  return isFrom(names.slugs) || isFrom(names.titles) ? 0 : 1
}

/** Models to which a matching alias points. */
function pointedTo(
  { aliases }: ModelRelations,
  { matched }: MatchScores,
  words: number,
  tiers: Uint8Array,
): ReadonlySet<number> {
  const targets = new Set<number>()
  for (const [alias, target] of aliases) {
    const isBoth = matched[alias] === words && matched[target] === words
    if (isBoth && (tiers[alias] as number) <= (tiers[target] as number)) targets.add(target)
  }
  return targets
}

function kindOf(
  { extended }: ModelRelations,
  { matched }: MatchScores,
  words: number,
  tiers: Uint8Array,
  model: number,
): number {
  for (const { to, kind } of extended[model] as ModelRelations['extended'][number]) {
    if (matched[to] === words && (tiers[to] as number) <= (tiers[model] as number)) return kind
  }
  return PLAIN
}

/** Sorts by key. Models with equal keys keep their order, since key and index are packed into one number. */
function sortByKey(matches: readonly number[], keyOf: (model: number) => number): number[] {
  const packed = new Float64Array(matches.length)
  for (const [index, model] of matches.entries()) packed[index] = keyOf(model) * matches.length + index
  packed.sort()
  return Array.from(packed, (value) => matches[value % matches.length] as number)
}
