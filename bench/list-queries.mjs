// Random list queries, as sent by a page or an agent, without repetitions.
import { createRandom } from './random.mjs'

const MODALITIES = ['image', 'file', 'audio', 'text']
const PARAMETERS = ['tools', 'structured_outputs', 'reasoning', 'seed', 'temperature', 'logprobs']
export const SORTS = ['newest', 'pricing-low-to-high', 'pricing-high-to-low', 'context-high-to-low']

/** Query strings of the list. Each sequence of random numbers yields its own. */
export function createQueries(models, seed) {
  const random = createRandom(seed)
  const word = () => wordOf(random.oneOf(models).id, random)
  const filters = () => ({
    ...(random.chance(0.5) && {
      supported_parameters: [...new Set([random.oneOf(PARAMETERS), random.oneOf(PARAMETERS)])].join(','),
    }),
    ...(random.chance(0.4) && { input_modalities: random.oneOf(MODALITIES) }),
    ...(random.chance(0.4) && { context: String(1 + random.below(400_000)) }),
    ...(random.chance(0.2) && { model_authors: random.oneOf(models).id.split('/')[0].replace('~', '') }),
    ...(random.chance(0.2) && { max_age_days: String(30 + random.below(900)) }),
    // Always present, with so many digits that no two queries are equal.
    max_price: (0.05 + random.next() * 20).toFixed(9),
  })
  return {
    filters,
    page: (offset = 0) => ({
      ...filters(),
      sort: random.oneOf(SORTS),
      limit: '20',
      ...(offset > 0 && { offset: String(random.below(offset)) }),
    }),
    search: () => ({ q: random.chance(0.6) ? `${word()} ${word()}` : word(), limit: '20' }),
  }
}

/** A word of an id. In one of five a letter is missing. */
function wordOf(id, random) {
  const word = random.oneOf(id.split(/[^a-z0-9]+/i).filter((part) => part.length > 1)) ?? id
  if (word.length < 5 || !random.chance(0.2)) return word
  const at = 1 + random.below(word.length - 1)
  return word.slice(0, at) + word.slice(at + 1)
}
