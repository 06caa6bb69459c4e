// What a program that uses one model would find different about another: the basis of replacements and cheaper alternatives.
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { authorOf, parseModelId, type ModelIdParts } from '../model/model-id.js'
import { inputModalities, outputModalities } from '../model/modalities.js'
import { tokenPrice } from '../price/price.js'

export interface Profile {
  model: Model
  author: string
  name: ModelIdParts
  inputs: readonly string[]
  outputs: readonly string[]
  /** Mean of prompt and completion price in USD per token, only for comparison; null if unknown or dynamic. */
  cost: number | null
}

/** What a model supports and another one does not: a modality, or a request parameter such as `tools`. */
export interface MissingCapability {
  kind: 'input' | 'output' | 'parameter'
  name: string
}

/** Parameters without which a program breaks. The others are optional or ignored. */
const ESSENTIAL_PARAMETERS = ['tools', 'structured_outputs', 'response_format', 'reasoning']

export function profileOf(model: Model): Profile {
  const [prompt, completion] = [tokenPrice(model, 'prompt'), tokenPrice(model, 'completion')]
  const cost =
    prompt.kind === 'known' && completion.kind === 'known'
      ? prompt.value.plus(completion.value).div(2).toNumber()
      : null
  return {
    model,
    author: authorOf(model.id),
    name: parseModelId(model.id),
    inputs: inputModalities(model),
    outputs: outputModalities(model),
    cost,
  }
}

/** What `now` lacks of what `old` supports: inputs, outputs, then parameters. */
export function missingCapabilities(old: Profile, now: Profile): MissingCapability[] {
  const lost = (before: readonly string[], after: readonly string[]) => before.filter((name) => !after.includes(name))
  return [
    ...lost(old.inputs, now.inputs).map((name) => ({ kind: 'input', name }) as const),
    ...lost(old.outputs, now.outputs).map((name) => ({ kind: 'output', name }) as const),
    ...lost(essentialParameters(old.model), essentialParameters(now.model)).map(
      (name) => ({ kind: 'parameter', name }) as const,
    ),
  ]
}

function essentialParameters({ supported_parameters: supported = [] }: Model): string[] {
  return ESSENTIAL_PARAMETERS.filter((name) => supported.includes(name))
}

/** Whether both ids mean one model. */
export function isSameModel(
  { model: { canonical_slug: a } }: Profile,
  { model: { canonical_slug: b } }: Profile,
): boolean {
  return a !== undefined && a === b
}

/** Whether a program can switch between their variants: to the same one, such as `:batch`, or to the plain model. */
export function isUsableVariant(old: Profile, now: Profile): boolean {
  return now.name.variant === '' || now.name.variant === old.name.variant
}

/** How much the names say that the models differ: in tier, variant and size. */
export function nameDistance({ name: old }: Profile, { name: now }: Profile): number {
  return (
    differing(old.tiers, now.tiers) +
    (old.variant === now.variant ? 0 : 1.5) +
    0.5 * Math.abs(Math.log2((now.size ?? old.size ?? 1) / (old.size ?? now.size ?? 1)))
  )
}

/** How much worse `now` is in context, price, age and expiry. */
export function termsDistance(old: Profile, now: Profile): number {
  return (
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

/** The newest first, then by id, so that the order does not depend on that of the catalogue. */
export function newestFirst(a: Model, b: Model): number {
  return (b.created ?? 0) - (a.created ?? 0) || (a.id < b.id ? -1 : 1)
}
