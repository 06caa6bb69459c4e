// A model of our catalogue as an entry of LiteLLM's price map: https://docs.litellm.ai/docs/provider_registration/add_model_pricing
import type { PartKind } from '../cost/parts.js'
import { isBilled, priceTableOf, samePrices, type UnitPrices } from '../export/price-table.js'
import { expiryOf } from '../model/expiry.js'
import { isRecord } from '../model/is-record.js'
import type { Model } from '../model/model.js'
import { OVERLAY_SOURCE, ownKindOf } from '../overlay/marks.js'
import { featuresOf, limitsOf } from './features.js'

export const LITELLM_PREFIX = 'openrouter/'

/**
 * What our catalogue does not tell is taken from `published`, the entry of the same key in the mirrored document, but for its prices. A
 * price that the format cannot express is left out, so that LiteLLM says that it does not know it.
 */
export function liteLlmEntry(model: Model, published: unknown): Record<string, unknown> {
  const known = isRecord(published) ? Object.entries(published).filter(([key]) => !isPrice(key)) : []
  const { context, output } = limitsOf(model)
  const expires = expiryOf(model)
  const ownKind = ownKindOf(model)
  return {
    ...Object.fromEntries(known),
    litellm_provider: ownKind === 'private' ? OVERLAY_SOURCE : 'openrouter',
    mode: modeOf(model),
    ...(context !== null && { max_input_tokens: context }),
    ...(output !== null && { max_output_tokens: output, max_tokens: output }),
    ...(output === null && context !== null && { max_tokens: context }),
    ...prices(model),
    ...supports(model),
    ...(expires !== null && { deprecation_date: expires }),
    ...(ownKind !== null && { source: OVERLAY_SOURCE }),
  }
}

function isPrice(key: string): boolean {
  return /(^|_)cost(_|$)/.test(key)
}

function modeOf(model: Model): string {
  const { outputs } = featuresOf(model)
  if (outputs.has('text') || outputs.size === 0) return 'chat'
  if (outputs.has('embeddings')) return 'embedding'
  if (outputs.has('image')) return 'image_generation'
  return outputs.has('audio') || outputs.has('speech') ? 'audio_speech' : 'chat'
}

function supports(model: Model): Record<string, boolean> {
  const { inputs, outputs, accepts, reasons } = featuresOf(model)
  return {
    supports_function_calling: accepts('tools'),
    supports_tool_choice: accepts('tool_choice'),
    supports_response_schema: accepts('structured_outputs'),
    supports_reasoning: reasons,
    supports_vision: inputs.has('image'),
    supports_pdf_input: inputs.has('file'),
    supports_audio_input: inputs.has('audio'),
    supports_video_input: inputs.has('video'),
    supports_audio_output: outputs.has('audio'),
    supports_prompt_caching: model.pricing?.input_cache_read !== undefined,
  }
}

const COSTS: readonly (readonly [key: string, kind: PartKind, unlessAs: PartKind | null])[] = [
  ['input_cost_per_token', 'input', null],
  ['output_cost_per_token', 'output', null],
  ['cache_read_input_token_cost', 'cached_input', 'input'],
  ['cache_creation_input_token_cost', 'cache_write', 'input'],
  ['cache_creation_input_token_cost_above_1hr', 'cache_write_1h', 'cache_write'],
  ['input_cost_per_audio_token', 'audio_input', 'input'],
  ['output_cost_per_audio_token', 'audio_output', 'output'],
  ['output_cost_per_reasoning_token', 'reasoning', 'output'],
  ['output_cost_per_image_token', 'image_output', 'output'],
  ['input_cost_per_image', 'image', null],
]
const PER_THOUSAND = 1_000

/** USD per unit. Tiers have keys of their own, such as `input_cost_per_token_above_200k_tokens`. */
function prices(model: Model): Record<string, number> {
  const table = priceTableOf(model)
  if (typeof table === 'string' || isBilled(table, 'request')) return {}
  if (table.tiers.some(({ above }) => above % PER_THOUSAND !== 0)) return {}
  const keys = COSTS.filter(
    ([, kind, other]) => table.base[kind] !== null && (other === null || !samePrices(table, kind, other)),
  )
  const figures = (found: UnitPrices, suffix: string): [string, number][] =>
    keys.flatMap(([key, kind]) => {
      const price = found[kind]
      return price === null ? [] : [[key + suffix, Number(price.toFixed())]]
    })
  const tiers = table.tiers.flatMap(({ above, prices: found }) =>
    figures(found, `_above_${above / PER_THOUSAND}k_tokens`),
  )
  const search = table.base.web_search
  return {
    ...Object.fromEntries([...figures(table.base, ''), ...tiers]),
    ...(search !== null && { search_context_cost_per_query: searchCost(Number(search.toFixed())) }),
  } as Record<string, number>
}

function searchCost(price: number): Record<string, number> {
  return { search_context_size_high: price, search_context_size_low: price, search_context_size_medium: price }
}
