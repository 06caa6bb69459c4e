/** Turns the seed's source into the seed: which entries it takes, which facts, and how they are written. Pure. */

/** The only id besides `…:free` whose price of zero is a fact; elsewhere a zero in the source means "unknown". */
const FREE_ROUTER = 'openrouter/free'
/** The source estimates unknown output limits as nine or eight tenths of the context. */
const ESTIMATED_TENTHS = [9, 8]

/**
 * USD per million tokens as an exact decimal string of USD per token: 0.1 -> "0.0000001".
 * Moves the decimal point in the number's shortest decimal form; a multiplication would round.
 * @param {number} usdPerMillion
 * @returns {string}
 */
export function perToken(usdPerMillion) {
  const match = /^(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(usdPerMillion))
  if (match === null) throw new RangeError(`not a price: ${usdPerMillion}`)
  const [, whole, fraction = '', exponent = '0'] = match
  const scale = fraction.length - Number(exponent) + 6
  const digits = scale < 0 ? `${whole}${fraction}${'0'.repeat(-scale)}` : `${whole}${fraction}`.padStart(scale + 1, '0')
  const point = digits.length - Math.max(scale, 0)
  const integer = digits.slice(0, point).replace(/^0+(?=\d)/, '')
  const rest = digits.slice(point).replace(/0+$/, '')
  return rest === '' ? integer : `${integer}.${rest}`
}

/** @param {string} id */
export function mayBeFree(id) {
  return id.endsWith(':free') || id === FREE_ROUTER
}

/**
 * The source's entries as OpenRouter models: chat entries whose id has an author, without duplicates, sorted by id.
 * @param {Record<string, Record<string, any>>} source entries by API, then by key
 */
export function toSeedModels(source) {
  const entries = Object.values(source).flatMap((group) => Object.values(group))
  const images = new Map(entries.filter((entry) => entry.type === 'image').map((entry) => [entry.id, entry]))
  const models = new Map()
  for (const entry of entries) {
    if (entry.type === 'chat' && entry.id.includes('/') && !models.has(entry.id))
      models.set(entry.id, toModel(entry, images.get(entry.id)))
  }
  return [...models.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** Unknown facts are absent. An entry that the source also lists under images has its output modalities there. */
function toModel(entry, image) {
  const pricing = toPricing(entry.id, entry.cost)
  const outputLimit = toOutputLimit(entry)
  return {
    id: entry.id,
    name: entry.name,
    ...(entry.contextWindow > 0 && { context_length: entry.contextWindow }),
    architecture: {
      input_modalities: entry.input,
      output_modalities: image?.output.includes('text') ? image.output : ['text'],
    },
    ...(pricing && { pricing }),
    ...(outputLimit && { top_provider: { max_completion_tokens: outputLimit } }),
  }
}

/** Price tiers by prompt size are left out: the source does not give OpenRouter's thresholds. */
function toPricing(id, cost) {
  const known = cost?.input > 0 && cost.output > 0
  const free = mayBeFree(id) && cost?.input === 0 && cost.output === 0
  if (!known && !free) return undefined
  return {
    prompt: perToken(cost.input),
    completion: perToken(cost.output),
    ...(cost.cacheRead > 0 && { input_cache_read: perToken(cost.cacheRead) }),
    ...(cost.cacheWrite > 0 && { input_cache_write: perToken(cost.cacheWrite) }),
  }
}

function toOutputLimit({ contextWindow, maxTokens }) {
  const estimated = ESTIMATED_TENTHS.some((tenths) => maxTokens === Math.floor((contextWindow * tenths) / 10))
  return maxTokens > 0 && !estimated ? maxTokens : undefined
}

/**
 * The seed as text, byte for byte reproducible, one model a line so that diffs are readable.
 * @param {{origin: object, as_of: string, data: object[]}} seed
 */
export function serialiseSeed({ origin, as_of, data }) {
  const lines = data.map((model) => `    ${JSON.stringify(model)}`)
  return `{\n  "origin": ${JSON.stringify(origin)},\n  "as_of": ${JSON.stringify(as_of)},\n  "data": [\n${lines.join(',\n')}\n  ]\n}\n`
}
