// Models that can take the place of one that is removed or expires.
import type { Model } from '../model/model.js'
import { isClassifier } from '../model/model-id.js'
import { tokenPrice } from '../price/price.js'
import {
  isSameModel,
  isUsableVariant,
  type MissingCapability,
  missingCapabilities,
  nameDistance,
  newestFirst,
  type Profile,
  profileOf,
  termsDistance,
} from './similarity.js'

export interface ClosestReplacement {
  model: Model
  /** What the old model supports and this one does not. */
  missing: readonly MissingCapability[]
}

interface Candidate extends ClosestReplacement {
  relation: number
  distance: number
}

/** Models at a larger distance are not similar enough. A name says nothing about models of other families. */
const MAX_DISTANCE = 7
const MAX_DISTANCE_OF_OTHERS = 4

/** How a candidate is related to the old model; closest first. */
const [SAME_MODEL, SAME_FAMILY, SAME_AUTHOR, OTHER_AUTHOR] = [0, 1, 2, 3]

/**
 * At most `count` replacements for `old` (in its last known state), best first: those that support everything it does before others,
 * then by family, author, and similar price and context. Only a model of the same family may lack an input or a capability; none lacks an
 * output.
 */
export function closestReplacements(old: Model, present: Iterable<Model>, count: number): ClosestReplacement[] {
  const before = profileOf(old)
  const candidates = [...present].flatMap((model) => candidateOf(before, model) ?? [])
  return candidates
    .toSorted(
      (a, b) =>
        Number(a.missing.length > 0) - Number(b.missing.length > 0) ||
        a.relation - b.relation ||
        a.distance - b.distance ||
        newestFirst(a.model, b.model),
    )
    .slice(0, count)
    .map(({ model, missing }) => ({ model, missing }))
}

function candidateOf(old: Profile, model: Model): Candidate | null {
  if (model.id === old.model.id || model.id.startsWith('~')) return null
  const now = profileOf(model)
  const relation = relationOf(old, now)
  if (isRouter(model) && !isRouter(old.model)) return null
  if (!isUsableVariant(old, now) || isClassifier(model.id) !== isClassifier(old.model.id)) return null
  const missing = missingCapabilities(old, now)
  if (missing.some(({ kind }) => kind === 'output') || (missing.length > 0 && relation > SAME_FAMILY)) return null
  const isRelated = relation <= SAME_FAMILY
  const distance =
    (isRelated ? nameDistance(old, now) : 0) +
    termsDistance(old, now) +
    2 * now.outputs.filter((output) => !old.outputs.includes(output)).length +
    2 * missing.length
  const isSimilar = relation === SAME_MODEL || distance <= (isRelated ? MAX_DISTANCE : MAX_DISTANCE_OF_OTHERS)
  return isSimilar ? { model, missing, relation, distance } : null
}

function isRouter(model: Model): boolean {
  return tokenPrice(model, 'prompt').kind === 'dynamic'
}

function relationOf(old: Profile, now: Profile): number {
  if (isSameModel(old, now)) return SAME_MODEL
  if (old.author !== now.author) return OTHER_AUTHOR
  return old.name.family === now.name.family ? SAME_FAMILY : SAME_AUTHOR
}
