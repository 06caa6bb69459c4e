// What to use instead of a model: of the same author and family, as much like it as can be in tier, size, price and abilities.
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { authorOf } from '../model/model-id.js'
import { inputModalities, outputModalities } from '../model/modalities.js'
import { parseModelId, type ModelIdParts } from '../model/model-id.js'
import { pricePercent } from '../price/percent-change.js'
import { parsePrice } from '../price/price.js'

export interface Replacement {
  id: string
  name: string
  /** By how much the price rises (below zero: falls); null where that is no number. */
  prompt_percent: number | null
  completion_percent: number | null
  /** In tokens. */
  context_length: { before: number | null; after: number | null }
  /** Inputs and parameters that the old model took and this one does not, of those that programs depend on. */
  lost: string[]
}

/** What a program that depends on it breaks without; the rest of the parameters it can do without, or is ignored. */
const DEPENDED_ON = ['tools', 'structured_outputs', 'response_format', 'reasoning']

/** Beyond this two models have nothing in common but a name. */
const FARTHEST = 7

interface Seen {
  model: Model
  name: ModelIdParts
  inputs: readonly string[]
  /** USD per token, mean of prompt and completion; null where it is not known or varies. Only compared, never shown. */
  cost: number | null
}

/**
 * The model of `present` to use instead of `gone`, as it last was; null where none is near. A distance is added up from what is lost
 * and what differs; of equally near ones the newest, then the first by id.
 */
export function nearestReplacement(gone: Model, present: Iterable<Model>): Replacement | null {
  const old = see(gone)
  const near: { model: Model; far: number }[] = []
  for (const model of present) {
    if (model.id === gone.id || model.id.startsWith('~') || authorOf(model.id) !== authorOf(gone.id)) continue
    const far = distance(old, see(model))
    if (far <= FARTHEST) near.push({ model, far })
  }
  const [best] = near.toSorted(
    (a, b) => a.far - b.far || (b.model.created ?? 0) - (a.model.created ?? 0) || (a.model.id < b.model.id ? -1 : 1),
  )
  return best === undefined ? null : describe(old, best.model)
}

function see(model: Model): Seen {
  const [prompt, completion] = [parsePrice(model.pricing?.prompt), parsePrice(model.pricing?.completion)]
  const cost =
    prompt.kind === 'known' && completion.kind === 'known'
      ? prompt.value.plus(completion.value).div(2).toNumber()
      : null
  return { model, name: parseModelId(model.id), inputs: inputModalities(model), cost }
}

/** Infinite where it cannot stand in at all: it gives other outputs, or is of a variant such as `:batch` that was not asked for. */
function distance(old: Seen, now: Seen): number {
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

/** In how many words two names differ. */
function differing(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  return [...a].filter((word) => !b.has(word)).length + [...b].filter((word) => !a.has(word)).length
}

function contextDistance({ context_length: before }: Model, { context_length: after }: Model): number {
  return before && after && after < before ? Math.log2(before / after) : 0
}

/** In doublings; a lower price counts half. What was free and is not, or the other way round, has no ratio. */
function costDistance(before: number | null, after: number | null): number {
  if (before === null || after === null) return before === after ? 0 : 1
  if (before === 0 || after === 0) return before === after ? 0 : 3
  const doublings = Math.log2(after / before)
  return doublings > 0 ? doublings : -doublings / 2
}

function lostParameters(
  { supported_parameters: before = [] }: Model,
  { supported_parameters: after = [] }: Model,
): string[] {
  return DEPENDED_ON.filter((name) => before.includes(name) && !after.includes(name))
}

function describe(old: Seen, model: Model): Replacement {
  const percent = (key: 'prompt' | 'completion'): number | null =>
    pricePercent(`pricing.${key}`, old.model.pricing?.[key], model.pricing?.[key])
  const inputs = inputModalities(model)
  return {
    id: model.id,
    name: model.name.trim(),
    prompt_percent: percent('prompt'),
    completion_percent: percent('completion'),
    context_length: { before: old.model.context_length ?? null, after: model.context_length ?? null },
    lost: [...old.inputs.filter((input) => !inputs.includes(input)), ...lostParameters(old.model, model)],
  }
}
