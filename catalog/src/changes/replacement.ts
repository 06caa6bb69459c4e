// Suggests a replacement for a model: one of the same author and family that is as similar as possible in tier, size, price and
// capabilities, preferably in the same price class.
import {
  isSameModel,
  isUsableVariant,
  missingCapabilities,
  nameDistance,
  newestFirst,
  type Profile,
  profileOf,
  termsDistance,
} from '../alternatives/similarity.js'
import type { Model } from '../model/model.js'
import { isClassifier } from '../model/model-id.js'
import { publishedTokenPrice, tokenPricePercent } from './model-differences.js'

export interface Replacement {
  id: string
  name: string
  /** Price changes in percent (negative: cheaper); null if not computable. */
  prompt_percent: number | null
  completion_percent: number | null
  /** As upstream sends them: decimal strings of USD per token; null if it publishes none, or none for tokens. */
  pricing: { prompt: string | null; completion: string | null }
  /** In tokens. */
  context_length: { before: number | null; after: number | null }
  /** Input modalities and important parameters that the replacement does not support. */
  lost: string[]
}

/** Models at a larger distance are not similar enough. */
const MAX_DISTANCE = 7

/** Added for another price class when candidates are compared: more than another tier counts. */
const OTHER_PRICE_CLASS = 3

/** Prices within this factor are in one class. A free model is in a class with free ones only. */
const PRICE_CLASS_FACTOR = 2

/**
 * The most similar model of `present` to `gone` (in its last known state), or null. The distance adds up what is lost and what
 * differs. Ties go to the newest model, then to the first by id.
 */
export function nearestReplacement(gone: Model, present: Iterable<Model>): Replacement | null {
  const old = profileOf(gone)
  const candidates: { model: Model; distance: number }[] = []
  for (const model of present) {
    if (model.id === gone.id || model.id.startsWith('~') || isClassifier(model.id) !== isClassifier(gone.id)) continue
    const now = profileOf(model)
    if (now.author !== old.author) continue
    const distance = distanceBetween(old, now)
    if (distance > MAX_DISTANCE) continue
    candidates.push({ model, distance: distance + (isSamePriceClass(old.cost, now.cost) ? 0 : OTHER_PRICE_CLASS) })
  }
  const [best] = candidates.toSorted((a, b) => a.distance - b.distance || newestFirst(a.model, b.model))
  return best === undefined ? null : describe(old, best.model)
}

/** Infinite if the model is no replacement: it lacks an output modality, or is another variant such as `:batch`. */
function distanceBetween(old: Profile, now: Profile): number {
  const isSame = isSameModel(old, now)
  if (!isSame && old.name.family !== now.name.family) return Infinity
  const missing = missingCapabilities(old, now)
  if (!isUsableVariant(old, now) || missing.some(({ kind }) => kind === 'output')) return Infinity
  const lostInputs = missing.filter(({ kind }) => kind === 'input').length
  return (
    (isSame ? -4 : 0) +
    nameDistance(old, now) +
    2 * lostInputs +
    1.5 * (missing.length - lostInputs) +
    termsDistance(old, now)
  )
}

function isSamePriceClass(before: number | null, after: number | null): boolean {
  if (before === null || after === null || before === 0 || after === 0) return before === after
  return Math.max(before / after, after / before) <= PRICE_CLASS_FACTOR
}

function describe(old: Profile, model: Model): Replacement {
  return {
    id: model.id,
    name: model.name.trim(),
    prompt_percent: tokenPricePercent('prompt', old.model, model),
    completion_percent: tokenPricePercent('completion', old.model, model),
    pricing: {
      prompt: publishedTokenPrice(model, 'prompt'),
      completion: publishedTokenPrice(model, 'completion'),
    },
    context_length: { before: old.model.context_length ?? null, after: model.context_length ?? null },
    lost: missingCapabilities(old, profileOf(model)).map(({ name }) => name),
  }
}
