// What a request can set, and what holds where it does not.
import type { Model } from '@modelkeep/catalog/model/model'

export interface ParameterRow {
  name: string
  /** As a request would write it; null where the provider decides. */
  usual: string | null
  /** false: it has a default, and yet no provider is said to accept it. */
  isSupported: boolean
}

/** By name. */
export function parameterRows(model: Model): ParameterRow[] {
  const supported = new Set(model.supported_parameters ?? [])
  const defaults = Object.entries(model.default_parameters ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  const usual = new Map(
    defaults.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
  const names = [...new Set([...supported, ...usual.keys()])].toSorted()
  return names.map((name) => ({ name, usual: usual.get(name) ?? null, isSupported: supported.has(name) }))
}

/** The lines of `reasoning`, as one would say them. */
export function reasoningFacts({ reasoning }: Model): (readonly [name: string, text: string])[] {
  if (reasoning === undefined) return []
  const {
    mandatory,
    default_enabled: enabled,
    supported_efforts: efforts,
    default_effort: usual,
    supports_max_tokens: budget,
  } = reasoning
  const facts: (readonly [string, string] | null)[] = [
    mandatory === undefined ? null : ['Can be switched off', mandatory ? 'no' : 'yes'],
    enabled === undefined ? null : ['On by default', yesOrNo(enabled)],
    efforts === undefined ? null : ['Efforts', effortsText(efforts)],
    usual == null ? null : ['Default effort', usual],
    budget === undefined ? null : ['Accepts a token budget', yesOrNo(budget)],
  ]
  return facts.filter((fact) => fact !== null)
}

/** null: all are accepted; a null among them is the request without an effort. */
function effortsText(efforts: readonly (string | null)[] | null): string {
  if (efforts === null) return 'all'
  return efforts.map((effort) => effort ?? 'none given').join(', ') || 'none'
}

const yesOrNo = (value: boolean) => (value ? 'yes' : 'no')
