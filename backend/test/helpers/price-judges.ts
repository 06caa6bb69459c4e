// Readers of the price exports that share no code with the program: pydantic's own, and one of Langfuse's rules.
import type { LangfuseModel } from '@modelkeep/catalog/export/langfuse'
import type { PLAIN_FIELDS } from '@modelkeep/catalog/cost/usage-shapes'
import { calcPrice, updatePrices, waitForUpdate, type PriceOptions, type Provider } from '@pydantic/genai-prices'

/** Usage with the names that `/api/cost` calls plain. */
export type PlainUsage = Partial<Record<keyof typeof PLAIN_FIELDS, number>>

/** USD; null: the export has no price. `at` in Unix milliseconds. */
export type Judge = (model: string, at: number, usage: PlainUsage) => number | null

/**
 * The package holds one list of prices: a judge is valid until the next one is made. It searches the whole list for the first call of a
 * model, and for later ones only what it found.
 */
export async function genaiJudge(exported: unknown): Promise<Judge> {
  updatePrices(({ setProviderData }) => setProviderData(exported as Provider[]))
  await waitForUpdate()
  const found = new Map<string, PriceOptions>()
  return (model, at, usage) => {
    const writes = (usage.cache_write_tokens ?? 0) + (usage.cache_write_1h_tokens ?? 0)
    const price = calcPrice(
      {
        input_tokens: usage.prompt_tokens ?? 0,
        cache_read_tokens: usage.cached_tokens ?? 0,
        cache_write_tokens: writes,
        cache_write_1h_tokens: usage.cache_write_1h_tokens ?? 0,
        input_audio_tokens: usage.audio_input_tokens ?? 0,
        // The package refuses to guess how parts overlap.
        cache_audio_read_tokens: 0,
        cache_audio_write_tokens: 0,
        cache_audio_write_1h_tokens: 0,
        output_tokens: usage.completion_tokens ?? 0,
        output_reasoning_tokens: usage.reasoning_tokens ?? 0,
        output_audio_tokens: usage.audio_output_tokens ?? 0,
        output_image_tokens: usage.image_output_tokens ?? 0,
        web_searches: usage.web_searches ?? 0,
      },
      model,
      { ...(found.get(model) ?? { providerId: 'openrouter' }), timestamp: new Date(at) },
    )
    if (price === null) return null
    found.set(model, { provider: { ...price.provider, models: [price.model] } })
    return price.total_price
  }
}

/** As Langfuse documents its definitions: the newest that has started, then the first tier by priority whose conditions hold. */
export function langfuseJudge(definitions: readonly LangfuseModel[]): Judge {
  const byName = new Map<string, LangfuseModel[]>()
  for (const one of definitions) byName.set(one.modelName, [...(byName.get(one.modelName) ?? []), one])
  const patterns = [...byName].map(([name, own]) => [name, new RegExp(own[0]!.matchPattern)] as const)
  const found = new Map<string, LangfuseModel[]>()
  return (model, at, usage) => {
    const matching =
      found.get(model) ?? patterns.filter(([, pattern]) => pattern.test(model)).flatMap(([name]) => byName.get(name)!)
    found.set(model, matching)
    const started = matching.filter(({ startDate }) => startDate === null || Date.parse(startDate) <= at)
    const [newest] = started.toSorted((a, b) => startOf(b) - startOf(a))
    if (newest === undefined) return null
    const details = usageDetails(usage)
    const tiers = newest.pricingTiers.filter(({ isDefault }) => !isDefault)
    const tier =
      tiers.toSorted((a, b) => a.priority - b.priority).find(({ conditions }) => conditions.every(holds(details))) ??
      newest.pricingTiers.find(({ isDefault }) => isDefault)!
    return Object.entries(details).reduce((sum, [key, count]) => sum + count * (tier.prices[key] ?? 0), 0)
  }
}

const startOf = ({ startDate }: LangfuseModel): number => (startDate === null ? -Infinity : Date.parse(startDate))

type Condition = LangfuseModel['pricingTiers'][number]['conditions'][number]

function holds(details: Record<string, number>): (condition: Condition) => boolean {
  return ({ usageDetailPattern, caseSensitive, value }) => {
    const pattern = new RegExp(usageDetailPattern, caseSensitive ? '' : 'i')
    const counted = Object.entries(details).filter(([key]) => pattern.test(key))
    return counted.reduce((sum, [, count]) => sum + count, 0) > value
  }
}

/** Usage as Langfuse's integration for OpenAI stores it: parts that do not overlap. */
function usageDetails(usage: PlainUsage): Record<string, number> {
  const parts = {
    input_cached_tokens: usage.cached_tokens ?? 0,
    input_cache_creation: usage.cache_write_tokens ?? 0,
    input_cache_creation_1h: usage.cache_write_1h_tokens ?? 0,
    input_audio_tokens: usage.audio_input_tokens ?? 0,
    output_reasoning_tokens: usage.reasoning_tokens ?? 0,
    output_audio_tokens: usage.audio_output_tokens ?? 0,
    output_image_tokens: usage.image_output_tokens ?? 0,
  }
  const sumOf = (prefix: string): number =>
    Object.entries(parts).reduce((sum, [key, count]) => sum + (key.startsWith(prefix) ? count : 0), 0)
  return {
    ...parts,
    input: (usage.prompt_tokens ?? 0) - sumOf('input'),
    output: (usage.completion_tokens ?? 0) - sumOf('output'),
  }
}

const base: PlainUsage = { prompt_tokens: 3_000, completion_tokens: 700 }

/** Calls of each kind, and some with a prompt just below, at and just above each bound of a tier. */
export function judgedUsages(bounds: readonly number[]): PlainUsage[] {
  const sizes = bounds.flatMap((bound) => [bound - 1, bound, bound + 1]).filter((size) => size > 100)
  return [
    base,
    { ...base, cached_tokens: 2_500 },
    { ...base, cache_write_tokens: 900, cached_tokens: 100 },
    { ...base, cache_write_1h_tokens: 900, cache_write_tokens: 50 },
    { ...base, reasoning_tokens: 600 },
    { ...base, audio_input_tokens: 400, audio_output_tokens: 90 },
    { ...base, audio_input_tokens: 400, cached_tokens: 300, cache_write_tokens: 50, cache_write_1h_tokens: 60 },
    { ...base, image_output_tokens: 500 },
    ...sizes.flatMap((size) => [
      { prompt_tokens: size, completion_tokens: 50 },
      {
        prompt_tokens: size,
        cached_tokens: size - 60,
        cache_write_tokens: 40,
        completion_tokens: 50,
        reasoning_tokens: 20,
      },
    ]),
  ]
}

/** The bounds of the tiers in any of a model's pricings. */
export function tierBounds(pricings: readonly unknown[]): number[] {
  const texts = pricings.map((pricing) => JSON.stringify(pricing) ?? '')
  const bounds = texts.flatMap((text) =>
    [...text.matchAll(/"min_prompt_tokens":(\d+)/g)].map(([, bound]) => Number(bound)),
  )
  return [...new Set(bounds)]
}

/** The largest difference in USD that counts as equal. */
export const TOLERANCE = 1e-9
