// Generates any number of models, each a variation of a given one, so that they are as long and as irregular as real ones.
import { createRandom } from './random.mjs'

const VARIANTS = ['', '', '', '', ':free', ':batch', ':thinking']

/** Starts with the given models themselves. Ids are unique, and equal calls return equal models. */
export function syntheticModels(count, given) {
  const random = createRandom(count)
  return Array.from({ length: count }, (_, nr) =>
    nr < given.length ? given[nr] : variation(given[nr % given.length], nr, random),
  )
}

function variation(model, nr, random) {
  const [author, slug] = model.id.replace('~', '').split(':')[0].split('/')
  const context = Math.max(1, Math.round((model.context_length ?? 8192) * (0.5 + random.next())))
  const scale = 0.25 + random.next() * 4
  return {
    ...model,
    id: `${author}${random.chance(0.2) ? `-${random.below(200)}` : ''}/${slug}-${nr}${random.oneOf(VARIANTS)}`,
    canonical_slug: `${author}/${slug}-${nr}`,
    name: `${model.name} ${nr}`,
    created: model.created - random.below(40_000_000),
    description: `${model.description ?? ''} Number ${nr}.`,
    context_length: context,
    pricing: {
      ...model.pricing,
      prompt: scaled(model.pricing?.prompt, scale),
      completion: scaled(model.pricing?.completion, scale),
    },
    supported_parameters: (model.supported_parameters ?? []).filter(() => random.chance(0.9)),
  }
}

/** Zero, dynamic and unknown prices stay unchanged. */
function scaled(price, by) {
  const value = Number(price)
  return price === undefined || value <= 0 ? price : (value * by).toFixed(12)
}
