// A model of our catalogue as an entry of models.dev: https://models.dev/api.json, schema at https://github.com/anomalyco/models.dev
import type { PartKind } from '../cost/parts.js'
import { isBilled, priceTableOf, samePrices, type PriceTable, type UnitPrices } from '../export/price-table.js'
import { isRecord } from '../model/is-record.js'
import type { Model } from '../model/model.js'
import { splitName } from '../model/model-name.js'
import { hasOpenWeights } from '../model/open-weights.js'
import { OVERLAY_SOURCE, ownKindOf } from '../overlay/marks.js'
import { featuresOf, limitsOf } from './features.js'
import { reasoningOptions } from './reasoning-options.js'

const MODALITIES = ['text', 'image', 'audio', 'video', 'pdf']
const PER_MILLION = 1_000_000
const MS_PER_SECOND = 1_000

/**
 * null: the format needs a date or limits that are not known. What our catalogue does not tell, such as the family, is taken from
 * `published`, the entry of the same id in the mirrored document. A price that the format cannot express is left out.
 */
export function modelsDevModel(model: Model, published: unknown): Record<string, unknown> | null {
  const known = isRecord(published) ? published : {}
  const { inputs, outputs, accepts, reasons } = featuresOf(model)
  const day = model.created === undefined ? null : new Date(model.created * MS_PER_SECOND).toISOString().slice(0, 10)
  const releasedOn = known['release_date'] ?? day
  const limit = limitOf(model, known['limit'])
  if (releasedOn === null || limit === null) return null
  const { cost: _cost, reasoning_options: options, ...rest } = known
  const cost = costOf(model, reasons)
  return {
    ...rest,
    id: model.id,
    name: known['name'] ?? splitName(model.name).own,
    attachment: ['image', 'file', 'audio', 'video'].some((kind) => inputs.has(kind)),
    reasoning: reasons,
    ...(reasons && { reasoning_options: reasoningOptions(model, options) }),
    tool_call: accepts('tools'),
    structured_output: accepts('structured_outputs'),
    temperature: accepts('temperature'),
    ...(isDate(model.knowledge_cutoff) && { knowledge: model.knowledge_cutoff }),
    release_date: releasedOn,
    last_updated: known['last_updated'] ?? releasedOn,
    modalities: { input: modalities(inputs), output: modalities(outputs) },
    open_weights: hasOpenWeights(model) || known['open_weights'] === true,
    limit,
    ...(cost !== null && { cost }),
    ...(ownKindOf(model) !== null && { source: OVERLAY_SOURCE }),
  }
}

/** A month or a day. */
function isDate(text: string | null | undefined): text is string {
  return /^\d{4}-\d{2}(-\d{2})?$/.test(text ?? '')
}

/** A model without a limit of its own for the output can fill its context. */
function limitOf(model: Model, published: unknown): { context: number; output: number } | null {
  const { context, output } = limitsOf(model)
  if (context === null) return null
  const known = isRecord(published) ? published['output'] : undefined
  return { context, output: output ?? (typeof known === 'number' && known > 0 ? known : context) }
}

function modalities(names: ReadonlySet<string>): string[] {
  return [...names].map((name) => (name === 'file' ? 'pdf' : name)).filter((name) => MODALITIES.includes(name))
}

const COSTS: readonly (readonly [key: string, kind: PartKind, unlessAs: PartKind | null])[] = [
  ['input', 'input', null],
  ['output', 'output', null],
  ['reasoning', 'reasoning', 'output'],
  ['cache_read', 'cached_input', 'input'],
  ['cache_write', 'cache_write', 'input'],
  ['input_audio', 'audio_input', 'input'],
  ['output_audio', 'audio_output', 'output'],
]
const LONG_CONTEXT = 200_000

/** USD per million tokens; null: the format cannot express the prices, or they are not known. Without reasoning there is no price for it. */
function costOf(model: Model, reasons: boolean): Record<string, unknown> | null {
  const table = priceTableOf(model)
  if (typeof table === 'string' || isBilled(table, 'request')) return null
  const keys = COSTS.filter(
    ([, kind, other]) => (other === null || !samePrices(table, kind, other)) && (reasons || kind !== 'reasoning'),
  )
  const tiers = table.tiers.map(({ above, prices }) => ({
    ...figures(prices, keys),
    tier: { type: 'context', size: above },
  }))
  const long = longContextPrices(table)
  return {
    ...figures(table.base, keys),
    ...(tiers.length > 0 && { tiers }),
    ...(long !== null && { context_over_200k: figures(long, keys) }),
  }
}

function figures(prices: UnitPrices, keys: typeof COSTS): Record<string, number> {
  return Object.fromEntries(
    keys.flatMap(([key, kind]) => {
      const price = prices[kind]
      return price === null ? [] : [[key, Number(price.times(PER_MILLION).toFixed())]]
    }),
  )
}

/** The older form of a tier, which has one bound only. */
function longContextPrices({ tiers }: PriceTable): UnitPrices | null {
  const [tier] = tiers
  return tiers.length === 1 && tier?.above === LONG_CONTEXT ? tier.prices : null
}
