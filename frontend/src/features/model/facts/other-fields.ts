// Upstream fields that the page does not display elsewhere, so that nothing is hidden.
import type { Model } from '@modelkeep/catalog/model/model'
import { isRecord } from '@modelkeep/catalog/model/is-record'
import { ownKindOf } from '@modelkeep/catalog/overlay/marks'
import { isCondition, isPriceField } from '../prices/price-rows.js'

export interface OtherField {
  /** `architecture.quantization`, `pricing.overrides[0].unit`. */
  path: string
  /** JSON. */
  text: string
}

const names = (list: string) => new Set(list.split(/\s+/))

const top = names(
  `id canonical_slug alias_target hugging_face_id name created description context_length architecture pricing top_provider
   per_request_limits supported_parameters default_parameters supported_voices knowledge_cutoff expiration_date links benchmarks
   reasoning`,
)
/** What marks an own price. */
const marks = names('published_pricing source')
const inside: Readonly<Record<string, ReadonlySet<string>>> = {
  alias_target: names('slug name'),
  architecture: names('modality input_modalities output_modalities tokenizer instruct_type'),
  top_provider: names('context_length max_completion_tokens is_moderated'),
  links: names('details'),
  reasoning: names('mandatory default_enabled supports_max_tokens supported_efforts default_effort'),
}
const arena = names('arena category elo win_rate rank')

export function otherFields(model: Model): OtherField[] {
  return [
    ...rest('', model, (key) => top.has(key) || (ownKindOf(model) !== null && marks.has(key))),
    ...Object.entries(inside).flatMap(([name, shown]) => rest(`${name}.`, model[name], (key) => shown.has(key))),
    ...ofPricing(model.pricing),
    ...ofBenchmarks(model.benchmarks),
  ]
}

function ofPricing(pricing: Model['pricing']): OtherField[] {
  const overrides = pricing?.overrides ?? []
  return [
    ...rest('pricing.', pricing, (key, value) => key === 'discount' || key === 'overrides' || isPriceField(key, value)),
    ...overrides.flatMap((one, at) =>
      rest(`pricing.overrides[${at}].`, one, (key, value) => isCondition(key) || isPriceField(key, value)),
    ),
  ]
}

function ofBenchmarks(benchmarks: Model['benchmarks']): OtherField[] {
  return [
    ...rest('benchmarks.', benchmarks, (key) => key === 'artificial_analysis' || key === 'design_arena'),
    ...rest(
      'benchmarks.artificial_analysis.',
      benchmarks?.artificial_analysis,
      (_, value) => value === null || typeof value === 'number',
    ),
    ...(benchmarks?.design_arena ?? []).flatMap((one, at) =>
      rest(`benchmarks.design_arena[${at}].`, one, (key) => arena.has(key)),
    ),
  ]
}

function rest(path: string, value: unknown, isShown: (key: string, value: unknown) => boolean): OtherField[] {
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([key, field]) =>
    field === undefined || isShown(key, field) ? [] : [{ path: path + key, text: JSON.stringify(field) }],
  )
}
