// The order of the results. What decides, from the first to the last:
// 1. the model is called exactly what was typed; else the worst of how its words were found: whole, begun, mistyped, in the description;
// 2. an alias that also matches points to it: upstream's own word for which model of a family is meant (`gemini pro`);
// 3. its slug or title begins with what was typed, or at least with one of the words;
// 4. its maker has the name that was typed: `llama` is Meta's before it is anyone's who built on it;
// 5. how the other words were found;
// 6. it is plain, and not a sibling, a dated copy, an alias or a variant of a model that matches no worse;
// 7. it is newer; 8. upstream order.
import { type Names, runFrom } from './name-index.js'
import { PLAIN, type Standing } from './model-relations.js'
import { BEGUN, EXACT, type Tally, TWO_EDITS, VERSION } from './match-scores.js'

const TIERS = 5
const STARTS = 3
const TOTALS = 32
const KINDS = 5
const SCORES = TIERS * 2 * STARTS * 2 * TOTALS * KINDS

/** What was typed, as a whole. */
export interface Typed {
  /** How many words. */
  readonly words: number
  /** Those words run together, without dots. */
  readonly solid: string
}

/** The models that hold all words, best first. Models are numbered newest first, so that those of one score need no further sorting. */
export function rank(names: Names, standing: Standing, tally: Tally, typed: Typed): Int32Array {
  const { words } = typed
  const matches = matchesOf(tally, words)
  const tiers = new Uint8Array(tally.found.length)
  for (let at = 0; at < matches.length; at++) {
    const model = matches[at] as number
    tiers[model] = tierOf(names, tally, model, typed)
  }
  const isPointedTo = pointedTo(standing, tally, words, tiers)
  const scores = new Int32Array(matches.length)
  for (let at = 0; at < matches.length; at++) {
    const model = matches[at] as number
    const tier = tiers[model] as number
    const total = tier === 0 ? 0 : Math.min(tally.total[model] as number, TOTALS - 1)
    const start = startOf(names, tally, model, typed)
    const isOther = start < STARTS - 1 && standing.isOwn[model] === 1 ? 0 : 1
    const kind = kindOf(standing, tally, words, tiers, model)
    scores[at] =
      ((((tier * 2 + (isPointedTo.has(model) ? 0 : 1)) * STARTS + start) * 2 + isOther) * TOTALS + total) * KINDS + kind
  }
  return sortByScore(matches, scores)
}

function matchesOf({ found }: Tally, words: number): Int32Array {
  const matches = new Int32Array(found.length)
  let count = 0
  for (let model = 0; model < found.length; model++) if (found[model] === words) matches[count++] = model
  return matches.subarray(0, count)
}

/** 0: called exactly so. 1: by whole words and versions. 2: by beginnings. 3: with typos. 4: only described so. */
function tierOf(names: Names, tally: Tally, model: number, { words, solid }: Typed): number {
  const worst = tally.worst[model] as number
  const mayBeCalled = tally.isHeaded[model] === 1 && (words > 1 || worst === EXACT)
  if (mayBeCalled && isCalled(names, model, solid)) return 0
  if (worst <= VERSION) return 1
  if (worst === BEGUN) return 2
  return worst <= TWO_EDITS ? 3 : 4
}

function isCalled(names: Names, model: number, solid: string): boolean {
  const isAllFrom = (starts: Int32Array) => runFrom(names, starts[model] as number, solid, false) === 'all'
  return isAllFrom(names.slugs) || isAllFrom(names.titles) || isAllFrom(names.authors) || isAllFrom(names.names)
}

/** 0: slug or title begin with all that was typed. 1: with one of its words. 2: neither. */
function startOf(names: Names, tally: Tally, model: number, { words, solid }: Typed): number {
  if (tally.isHeaded[model] === 0) return 2
  if (words === 1) return 0
  const isFrom = (starts: Int32Array) => runFrom(names, starts[model] as number, solid, false) !== undefined
  return isFrom(names.slugs) || isFrom(names.titles) ? 0 : 1
}

function pointedTo({ aliases }: Standing, { found }: Tally, words: number, tiers: Uint8Array): ReadonlySet<number> {
  const targets = new Set<number>()
  for (const [alias, target] of aliases) {
    const isBoth = found[alias] === words && found[target] === words
    if (isBoth && (tiers[alias] as number) <= (tiers[target] as number)) targets.add(target)
  }
  return targets
}

function kindOf({ ties }: Standing, { found }: Tally, words: number, tiers: Uint8Array, model: number): number {
  for (const { to, kind } of ties[model] as Standing['ties'][number]) {
    if (found[to] === words && (tiers[to] as number) <= (tiers[model] as number)) return kind
  }
  return PLAIN
}

/** A counting sort: what has the same score stays in the order in which it came. */
function sortByScore(matches: Int32Array, scores: Int32Array): Int32Array {
  const next = new Int32Array(SCORES + 1)
  for (const score of scores) next[score + 1] = (next[score + 1] as number) + 1
  for (let score = 1; score <= SCORES; score++) next[score] = (next[score] as number) + (next[score - 1] as number)
  const sorted = new Int32Array(matches.length)
  for (let at = 0; at < matches.length; at++) {
    const score = scores[at] as number
    const slot = next[score] as number
    sorted[slot] = matches[at] as number
    next[score] = slot + 1
  }
  return sorted
}
