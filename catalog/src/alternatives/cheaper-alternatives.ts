// Models that do what another one does for less.
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { isClassifier } from '../model/model-id.js'
import { tokenPrice } from '../price/price.js'
import { isUsableVariant, missingCapabilities, newestFirst, type Profile, profileOf } from './similarity.js'

export interface CheaperAlternative {
  model: Model
  /** By how many percent its input tokens are cheaper, rounded down. 0: at most one percent, or the same price. */
  inputPercent: number
  outputPercent: number
}

/** USD per token, as floats: for comparison only. */
interface TokenPrices {
  input: number
  output: number
}

/**
 * At most `count` cheaper models, those whose intelligence is rated first, then the cheapest. Each has the same modalities and
 * capabilities, at least the same context, no lower intelligence index when both have one, no expiry date, and no higher price of input
 * or output. null: the model is free, or its token prices are unknown or dynamic.
 */
export function cheaperAlternatives(model: Model, models: Iterable<Model>, count: number): CheaperAlternative[] | null {
  const prices = tokenPricesOf(model)
  if (prices === null || sum(prices) === 0) return null
  const own = profileOf(model)
  const found = [...models].flatMap((other) => {
    const otherPrices = isAlternative(own, profileOf(other)) ? tokenPricesOf(other) : null
    return otherPrices !== null && isCheaper(otherPrices, prices) ? { model: other, prices: otherPrices } : []
  })
  const rank = (other: Model): number => Number(intelligenceOf(model) !== null && intelligenceOf(other) === null)
  return found
    .toSorted((a, b) => rank(a.model) - rank(b.model) || sum(a.prices) - sum(b.prices) || newestFirst(a.model, b.model))
    .slice(0, count)
    .map(({ model: other, prices: { input, output } }) => ({
      model: other,
      inputPercent: percentCheaper(input, prices.input),
      outputPercent: percentCheaper(output, prices.output),
    }))
}

function isAlternative(own: Profile, other: Profile): boolean {
  const { id } = other.model
  return (
    id !== own.model.id &&
    !id.startsWith('~') &&
    // A variant such as `:free` or `:batch` is used on other terms.
    isUsableVariant(own, other) &&
    isClassifier(id) === isClassifier(own.model.id) &&
    missingCapabilities(own, other).length === 0 &&
    (other.model.context_length ?? 0) >= (own.model.context_length ?? 0) &&
    (intelligenceOf(other.model) ?? Infinity) >= (intelligenceOf(own.model) ?? -Infinity) &&
    expiryOf(other.model) === null
  )
}

function intelligenceOf({ benchmarks }: Model): number | null {
  return benchmarks?.artificial_analysis?.intelligence_index ?? null
}

function tokenPricesOf(model: Model): TokenPrices | null {
  const [input, output] = [tokenPrice(model, 'prompt'), tokenPrice(model, 'completion')]
  if (input.kind !== 'known' || output.kind !== 'known') return null
  return { input: input.value.toNumber(), output: output.value.toNumber() }
}

const sum = ({ input, output }: TokenPrices): number => input + output

/** A free model is left out: its rate is limited, or it is free for a while only. */
function isCheaper(a: TokenPrices, b: TokenPrices): boolean {
  return a.input <= b.input && a.output <= b.output && sum(a) < sum(b) && sum(a) > 0
}

function percentCheaper(price: number, than: number): number {
  // Rounded first, because differences of floats are not exact.
  return than === 0 ? 0 : Math.floor(Number((((than - price) / than) * 100).toFixed(6)))
}
