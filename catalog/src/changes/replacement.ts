// Suggests a replacement for a model: one of the same author and family that is as similar as possible in tier, size, price and
// capabilities, preferably in the same price class.
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { authorOf } from '../model/model-id.js'
import { inputModalities, outputModalities } from '../model/modalities.js'
import { parseModelId, type ModelIdParts } from '../model/model-id.js'
import { pricePercent } from '../price/percent-change.js'
import { isBilledByToken, tokenPrice } from '../price/price.js'

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

/** Parameters without which a program breaks. The others are optional or ignored. */
const ESSENTIAL_PARAMETERS = ['tools', 'structured_outputs', 'response_format', 'reasoning']

/** Models at a larger distance are not similar enough. */
const MAX_DISTANCE = 7

/** Added for another price class when candidates are compared: more than another tier counts. */
const OTHER_PRICE_CLASS = 3

/** Prices within this factor are in one class. A free model is in a class with free ones only. */
const PRICE_CLASS_FACTOR = 2

interface Profile {
  model: Model
  name: ModelIdParts
  inputs: readonly string[]
  /** Mean of prompt and completion price in USD per token, only for comparison; null if unknown or dynamic. */
  cost: number | null
}

/**
 * The most similar model of `present` to `gone` (in its last known state), or null. The distance adds up what is lost and what
 * differs. Ties go to the newest model, then to the first by id.
 */
export function nearestReplacement(gone: Model, present: Iterable<Model>): Replacement | null {
  const old = profileOf(gone)
  const candidates: { model: Model; distance: number }[] = []
  for (const model of present) {
    if (model.id === gone.id || model.id.startsWith('~') || authorOf(model.id) !== authorOf(gone.id)) continue
    const now = profileOf(model)
    const distance = distanceBetween(old, now)
    if (distance > MAX_DISTANCE) continue
    candidates.push({ model, distance: distance + (isSamePriceClass(old.cost, now.cost) ? 0 : OTHER_PRICE_CLASS) })
  }
  const [best] = candidates.toSorted(
    (a, b) =>
      a.distance - b.distance || (b.model.created ?? 0) - (a.model.created ?? 0) || (a.model.id < b.model.id ? -1 : 1),
  )
  return best === undefined ? null : describe(old, best.model)
}

function profileOf(model: Model): Profile {
  const [prompt, completion] = [tokenPrice(model, 'prompt'), tokenPrice(model, 'completion')]
  const cost =
    prompt.kind === 'known' && completion.kind === 'known'
      ? prompt.value.plus(completion.value).div(2).toNumber()
      : null
  return { model, name: parseModelId(model.id), inputs: inputModalities(model), cost }
}

/** Infinite if the model is no replacement: it lacks an output modality, or is another variant such as `:batch`. */
function distanceBetween(old: Profile, now: Profile): number {
  const isSame = old.model.canonical_slug !== undefined && old.model.canonical_slug === now.model.canonical_slug
  if (!isSame && old.name.family !== now.name.family) return Infinity
  if (now.name.variant !== '' && now.name.variant !== old.name.variant) return Infinity
  if (outputModalities(old.model).some((output) => !outputModalities(now.model).includes(output))) return Infinity
  const lostInputs = old.inputs.filter((input) => !now.inputs.includes(input)).length
  return (
    (isSame ? -4 : 0) +
    differing(old.name.tiers, now.name.tiers) +
    (old.name.variant === now.name.variant ? 0 : 1.5) +
    0.5 * Math.abs(Math.log2((now.name.size ?? old.name.size ?? 1) / (old.name.size ?? now.name.size ?? 1))) +
    2 * lostInputs +
    1.5 * lostParameters(old.model, now.model).length +
    contextDistance(old.model, now.model) +
    costDistance(old.cost, now.cost) +
    ((now.model.created ?? 0) < (old.model.created ?? 0) ? 1 : 0) +
    (expiryOf(now.model) === null ? 0 : 3)
  )
}

/** The number of words in which two sets differ. */
function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => !b.has(word)).length + [...b].filter((word) => !a.has(word)).length
}

function contextDistance({ context_length: before }: Model, { context_length: after }: Model): number {
  return before && after && after < before ? Math.log2(before / after) : 0
}

/** In doublings; a lower price counts half. A fixed distance if only one of the models is free. */
function costDistance(before: number | null, after: number | null): number {
  if (before === null || after === null) return before === after ? 0 : 1
  if (before === 0 || after === 0) return before === after ? 0 : 3
  const doublings = Math.log2(after / before)
  return doublings > 0 ? doublings : -doublings / 2
}

function isSamePriceClass(before: number | null, after: number | null): boolean {
  if (before === null || after === null || before === 0 || after === 0) return before === after
  return Math.max(before / after, after / before) <= PRICE_CLASS_FACTOR
}

function lostParameters(
  { supported_parameters: before = [] }: Model,
  { supported_parameters: after = [] }: Model,
): string[] {
  return ESSENTIAL_PARAMETERS.filter((name) => before.includes(name) && !after.includes(name))
}

function describe(old: Profile, model: Model): Replacement {
  const price = (one: Model, key: 'prompt' | 'completion'): string | null =>
    (isBilledByToken(one) ? one.pricing?.[key] : null) ?? null
  const percent = (key: 'prompt' | 'completion'): number | null =>
    pricePercent(`pricing.${key}`, price(old.model, key), price(model, key))
  const inputs = inputModalities(model)
  return {
    id: model.id,
    name: model.name.trim(),
    prompt_percent: percent('prompt'),
    completion_percent: percent('completion'),
    pricing: { prompt: price(model, 'prompt'), completion: price(model, 'completion') },
    context_length: { before: old.model.context_length ?? null, after: model.context_length ?? null },
    lost: [...old.inputs.filter((input) => !inputs.includes(input)), ...lostParameters(old.model, model)],
  }
}
