// OpenRouter's own clients reject a whole list if one model lacks one field. Under `/api/v1` every field that OpenRouter's API
// description requires is present; missing ones get a neutral value. Existing values are not changed.
import { canonicalise } from './canonical.js'
import type { Model } from './model.js'
import { inputModalities, outputModalities } from './modalities.js'

type Benchmarks = NonNullable<Model['benchmarks']>

const ARENA_FIELDS = ['arena', 'category', 'elo', 'win_rate', 'rank'] as const

/** The model with all required fields; the same object if none was missing. */
export function withRequiredFields(model: Model): Model {
  const filled = fill(model, {
    canonical_slug: model.id,
    created: 0,
    context_length: null,
    supported_parameters: [],
    default_parameters: null,
    supported_voices: null,
    per_request_limits: null,
  })
  const parts = {
    architecture: filledArchitecture(model),
    // The description requires a string. "-1" (dynamic), because an unknown price is not zero.
    pricing: fill(model.pricing ?? {}, { prompt: '-1', completion: '-1' }),
    top_provider: fill(model.top_provider ?? {}, { is_moderated: false }),
    links: fill(model.links ?? {}, { details: `/api/v1/models/${model.id}/endpoints` }),
    per_request_limits: hasAll(model.per_request_limits, ['prompt_tokens', 'completion_tokens'])
      ? model.per_request_limits
      : null,
    alias_target: model.alias_target && fill(model.alias_target, { slug: model.id, name: model.name }),
    benchmarks: model.benchmarks && filledBenchmarks(model.benchmarks),
    reasoning: model.reasoning && fill(model.reasoning, { mandatory: false }),
  }
  const changed = Object.entries(parts).filter(([key, part]) => part !== filled[key])
  return changed.length === 0 && filled === model ? model : canonicalise({ ...filled, ...Object.fromEntries(changed) })
}

function filledArchitecture(model: Model): NonNullable<Model['architecture']> {
  const [inputs, outputs] = [inputModalities(model), outputModalities(model)]
  const modality = inputs.length > 0 && outputs.length > 0 ? `${inputs.join('+')}->${outputs.join('+')}` : null
  return fill(model.architecture ?? {}, { modality, input_modalities: [...inputs], output_modalities: [...outputs] })
}

function filledBenchmarks(benchmarks: Benchmarks): Benchmarks {
  const { design_arena: arenas = [], artificial_analysis: indexes } = benchmarks
  const complete = arenas.filter((entry) => hasAll(entry, ARENA_FIELDS))
  const filledIndexes = indexes && fill(indexes, { intelligence_index: null, coding_index: null, agentic_index: null })
  if (complete.length === benchmarks.design_arena?.length && filledIndexes === indexes) return benchmarks
  return { ...benchmarks, design_arena: complete, ...(filledIndexes && { artificial_analysis: filledIndexes }) }
}

/** The object with `values` for the keys it lacks; the same object if it has them all. A null field counts as present. */
function fill<T extends object, D extends object>(object: T, values: D): T & D {
  const missing = Object.entries(values).filter(([key]) => (object as Record<string, unknown>)[key] === undefined)
  return (missing.length === 0 ? object : { ...object, ...Object.fromEntries(missing) }) as T & D
}

function hasAll(object: object | null | undefined, keys: readonly string[]): boolean {
  return (
    object !== null &&
    object !== undefined &&
    keys.every((key) => (object as Record<string, unknown>)[key] !== undefined)
  )
}
