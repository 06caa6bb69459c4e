// The prices of a model as model definitions of Langfuse: bodies of `POST /api/public/models`.
// https://github.com/langfuse/langfuse/blob/main/web/src/features/public-api/types/models.ts
import { LANGFUSE_USAGE_KEYS } from '../cost/langfuse-usage-keys.js'
import { modelNames } from './model-names.js'
import type { ModelExport, Omission } from './omissions.js'
import { isListed, pricePeriods, type PriceSources } from './price-periods.js'
import { isBilled, priceTableOf, type PriceTable, type UnitPrices } from './price-table.js'

export interface LangfuseTier {
  name: string
  isDefault: boolean
  /** Tiers are tried by rising priority, the default one last. */
  priority: number
  /** All must hold: the sum of the usage whose key matches the pattern is above the value. */
  conditions: { usageDetailPattern: string; operator: 'gt'; value: number; caseSensitive: boolean }[]
  /** USD per token, by the key of the usage. */
  prices: Record<string, number>
}

export interface LangfuseModel {
  modelName: string
  matchPattern: string
  /** null: applies until the start of the next definition with the same name. */
  startDate: string | null
  unit: 'TOKENS'
  pricingTiers: LangfuseTier[]
}

/** Matches every key of input tokens and no other one. */
const PROMPT_KEYS = 'input'

/**
 * One definition for each price, oldest first. A definition applies until the next one, so prices before one that cannot be expressed are
 * left out with it: at those times Langfuse finds no definition.
 */
export function langfuseModels(id: string, sources: PriceSources): ModelExport<LangfuseModel> {
  const periods = pricePeriods(id, sources).map(({ from, model, isOwn }) => ({
    from,
    priced: pricingTiers(priceTableOf(model), isOwn),
  }))
  const firstKept = periods.findLastIndex(({ priced }) => typeof priced === 'string') + 1
  const omitted: Omission[] = periods
    .slice(0, firstKept)
    .map(({ priced }) => (typeof priced === 'string' ? priced : 'near_omitted'))
  const entries: LangfuseModel[] = []
  const named = { modelName: id, matchPattern: matchPattern(id, sources) }
  for (const { from, priced } of periods.slice(firstKept)) {
    if (typeof priced === 'string') continue
    const { tiers, leftOut } = priced
    omitted.push(...leftOut)
    if (entries.length > 0 && JSON.stringify(entries.at(-1)!.pricingTiers) === JSON.stringify(tiers)) continue
    entries.push({
      ...named,
      startDate: from === null ? null : new Date(from).toISOString(),
      unit: 'TOKENS',
      pricingTiers: tiers,
    })
  }
  return { entries, omitted }
}

/** A POSIX regular expression that is also one of JavaScript. Case matters, as in ids. */
function matchPattern(id: string, sources: PriceSources): string {
  const { names, suffixes } = modelNames(id, (other) => isListed(sources, other))
  const escaped = names.map((name) => name.replaceAll(/[.+*?^$()[\]{}|\\]/g, String.raw`\$&`))
  const name = escaped.length === 1 ? escaped[0]! : `(?:${escaped.join('|')})`
  return `^${name}${suffixes.length === 0 ? '' : `(?::(?:${suffixes.join('|')}))?`}$`
}

function pricingTiers(
  table: ReturnType<typeof priceTableOf>,
  isOwn: boolean,
): { tiers: LangfuseTier[]; leftOut: Omission[] } | Omission {
  if (typeof table === 'string') return table
  if (isBilled(table, 'request')) return 'request_price'
  const leftOut: Omission[] = [
    ...(isBilled(table, 'image') ? (['image_price'] as const) : []),
    ...(isBilled(table, 'web_search') ? (['web_search_price'] as const) : []),
  ]
  return { tiers: tiersOf(table, isOwn), leftOut }
}

/** The highest bound is tried first. The names of own prices mark them, as the format has no other place. */
function tiersOf({ base, tiers }: PriceTable, isOwn: boolean): LangfuseTier[] {
  const standard: LangfuseTier = {
    name: isOwn ? 'Own price' : 'Standard',
    isDefault: true,
    priority: 0,
    conditions: [],
    prices: pricesByKey(base),
  }
  const conditional = tiers.toReversed().map(({ above, prices }, nr) => ({
    name: `${isOwn ? 'Own price, prompt' : 'Prompt'} above ${above} tokens`,
    isDefault: false,
    priority: nr + 1,
    conditions: [{ usageDetailPattern: PROMPT_KEYS, operator: 'gt' as const, value: above, caseSensitive: false }],
    prices: pricesByKey(prices),
  }))
  return [standard, ...conditional]
}

/** A key without a price costs nothing, so each part has its price under every key. */
function pricesByKey(prices: UnitPrices): Record<string, number> {
  const entries = Object.entries(LANGFUSE_USAGE_KEYS).flatMap(([kind, keys]) => {
    const price = prices[kind as keyof typeof LANGFUSE_USAGE_KEYS]
    if (price === null) return []
    const usd = Number(price.toFixed())
    return keys.map((key) => [key, usd] as const)
  })
  return Object.fromEntries(entries)
}
