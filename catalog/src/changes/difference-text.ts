// Describes how a model differs from another one, in one line.
import type { MissingCapability } from '../alternatives/similarity.js'
import type { ModelDifference } from './model-differences.js'

/** Such as `a/other: input price −50 %, same output price; context +72,000 tokens; lacks image input`. */
export function differenceText(difference: ModelDifference): string {
  const { id, prompt_percent, completion_percent, context_tokens, lacks, adds } = difference
  const prices = [amountText('input price', prompt_percent, '%'), amountText('output price', completion_percent, '%')]
  const parts = [
    prices.join(', '),
    amountText('context', context_tokens, 'tokens'),
    ...(lacks.length > 0 ? [`lacks ${lacks.map(capabilityText).join(', ')}`] : []),
    ...(adds.length > 0 ? [`adds ${adds.map(capabilityText).join(', ')}`] : []),
  ]
  return `${id}: ${parts.join('; ')}`
}

function amountText(name: string, amount: number | null, unit: string): string {
  if (amount === null) return `${name} not comparable`
  if (amount === 0) return `same ${name}`
  return `${name} ${amount > 0 ? '+' : '−'}${Math.abs(amount).toLocaleString('en-GB')} ${unit}`
}

function capabilityText({ kind, name }: MissingCapability): string {
  return kind === 'parameter' ? name : `${name} ${kind}`
}
