// How a call controls the reasoning of a model, as models.dev describes it.
import { isRecord } from '../model/is-record.js'
import type { Model } from '../model/model.js'

/** What models.dev accepts, highest first, and what OpenRouter's `supported_efforts: null` stands for. */
const EFFORTS = ['max', 'xhigh', 'high', 'medium', 'low', 'minimal', 'none']

/**
 * Of a model that reasons. `published`: the options in the mirrored document, for models of which our catalogue tells neither efforts nor
 * a budget.
 */
export function reasoningOptions({ reasoning }: Model, published: unknown): unknown[] {
  const known: unknown[] = Array.isArray(published) ? published : []
  const efforts = reasoning?.supported_efforts === null ? EFFORTS : (reasoning?.supported_efforts ?? [])
  const values = EFFORTS.filter((effort) => efforts.includes(effort) && !(reasoning?.mandatory && effort === 'none'))
  const hasBudget = reasoning?.supports_max_tokens === true
  if (values.length === 0 && !hasBudget) {
    if (known.length > 0 || reasoning?.mandatory !== false) return known
    return [{ type: 'toggle' }]
  }
  const budget = known.find((option) => isRecord(option) && option['type'] === 'budget_tokens')
  return [
    ...(values.length > 0 ? [{ type: 'effort', values }] : []),
    ...(hasBudget ? [budget ?? { type: 'budget_tokens' }] : []),
  ]
}
