// What both formats ask of a model.
import { inputModalities, outputModalities } from '../model/modalities.js'
import type { Model } from '../model/model.js'

export interface Features {
  inputs: ReadonlySet<string>
  outputs: ReadonlySet<string>
  accepts: (parameter: string) => boolean
  reasons: boolean
}

export function featuresOf(model: Model): Features {
  const parameters = new Set(model.supported_parameters)
  return {
    inputs: new Set(inputModalities(model)),
    outputs: new Set(outputModalities(model)),
    accepts: (parameter) => parameters.has(parameter),
    reasons: model.reasoning !== undefined || parameters.has('reasoning') || parameters.has('include_reasoning'),
  }
}

/** Limits in tokens; null: not published. A 0 is no limit, but one that does not apply. */
export function limitsOf({ context_length: context, top_provider: top }: Model): {
  context: number | null
  output: number | null
} {
  return { context: context || null, output: top?.max_completion_tokens || null }
}
