// Request parameters and their defaults.
import type { Model } from '@modelkeep/catalog/model/model'

export interface ParameterRow {
  name: string
  /** As in a request; null when the provider decides. */
  defaultValue: string | null
  /** false: has a default, but no provider lists it as supported. */
  isSupported: boolean
}

/** Sorted by name. */
export function parameterRows(model: Model): ParameterRow[] {
  const supported = new Set(model.supported_parameters ?? [])
  const defaults = Object.entries(model.default_parameters ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  const defaultTexts = new Map(
    defaults.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  const names = [...new Set([...supported, ...defaultTexts.keys()])].toSorted()
  return names.map((name) => ({ name, defaultValue: defaultTexts.get(name) ?? null, isSupported: supported.has(name) }))
}

/** The fields of `reasoning` as name and text. */
export function reasoningFacts({ reasoning }: Model): (readonly [name: string, text: string])[] {
  if (reasoning === undefined) return []
  const {
    mandatory,
    default_enabled: enabled,
    supported_efforts: efforts,
    default_effort: defaultEffort,
    supports_max_tokens: budget,
  } = reasoning
  const facts: (readonly [string, string] | null)[] = [
    mandatory === undefined ? null : ['Can be disabled', yesOrNo(!mandatory)],
    enabled === undefined ? null : ['Enabled by default', yesOrNo(enabled)],
    efforts === undefined ? null : ['Efforts', effortsText(efforts)],
    defaultEffort == null ? null : ['Default effort', defaultEffort],
    budget === undefined ? null : ['Accepts a token budget', yesOrNo(budget)],
  ]
  return facts.filter((fact) => fact !== null)
}

/** null: all efforts are supported; a null element is a request without an effort. */
function effortsText(efforts: readonly (string | null)[] | null): string {
  if (efforts === null) return 'all'
  return efforts.map((effort) => effort ?? 'unspecified').join(', ') || 'none'
}

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no')
