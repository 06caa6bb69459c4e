// What OpenRouter, LiteLLM and models.dev say about the end of a model.
import { LITELLM_PREFIX } from '../mirrors/litellm-entry.js'
import type { LiteLlmDocument } from '../mirrors/litellm.js'
import type { ModelsDevDocument } from '../mirrors/models-dev.js'
import { dayIn, expiryOf, isWithoutExpiry } from '../model/expiry.js'
import { isRecord } from '../model/is-record.js'
import type { Model } from '../model/model.js'
import { ownKindOf } from '../overlay/marks.js'

export const LIFECYCLE_SOURCES = ['openrouter', 'litellm', 'models.dev'] as const
export type LifecycleSource = (typeof LIFECYCLE_SOURCES)[number]

/**
 * `expires`: may be removed from a day on. `stays`: has no end. `deprecated`: has one, but no date. `alpha`, `beta`: not finished, which
 * announces no end.
 */
export const STATEMENT_MEANINGS = ['expires', 'stays', 'deprecated', 'alpha', 'beta'] as const
export type StatementMeaning = (typeof STATEMENT_MEANINGS)[number]

export interface LifecycleStatement {
  source: LifecycleSource
  field: 'expiration_date' | 'deprecation_date' | 'status'
  /** As published. */
  value: string
  meaning: StatementMeaning
  /** YYYY-MM-DD; null unless it expires. */
  expires_on: string | null
}

/** The documents of the other catalogues; null: not mirrored, or there is no copy yet. */
export interface OtherCatalogues {
  litellm: LiteLlmDocument | null
  'models.dev': ModelsDevDocument | null
}

export const NO_OTHERS: OtherCatalogues = { litellm: null, 'models.dev': null }

/**
 * Of the entries that the other catalogues have for the same model at OpenRouter: not for a private model, which is not there. A source
 * that says nothing is not in the list.
 */
export function statementsOf(model: Model, others: OtherCatalogues): LifecycleStatement[] {
  if (ownKindOf(model) === 'private') return ownStatement(model)
  return [
    ...ownStatement(model),
    ...liteLlmStatement(others.litellm?.[LITELLM_PREFIX + model.id]),
    ...modelsDevStatement(others['models.dev']?.['openrouter']?.models[model.id]),
  ]
}

/** Whether the statement announces the end of the model. */
export function announcesEnd({ meaning }: LifecycleStatement): boolean {
  return meaning === 'expires' || meaning === 'deprecated'
}

function ownStatement(model: Model): LifecycleStatement[] {
  const expiresOn = expiryOf(model)
  if (expiresOn === null && !isWithoutExpiry(model)) return []
  return [
    {
      source: 'openrouter',
      field: 'expiration_date',
      value: model.expiration_date ?? '',
      meaning: expiresOn === null ? 'stays' : 'expires',
      expires_on: expiresOn,
    },
  ]
}

export function liteLlmStatement(entry: unknown): LifecycleStatement[] {
  const value = isRecord(entry) ? entry['deprecation_date'] : undefined
  const expiresOn = typeof value === 'string' ? dayIn(value) : null
  if (expiresOn === null) return []
  return [
    {
      source: 'litellm',
      field: 'deprecation_date',
      value: value as string,
      meaning: 'expires',
      expires_on: expiresOn,
    },
  ]
}

export function modelsDevStatement(entry: unknown): LifecycleStatement[] {
  const value = isRecord(entry) ? entry['status'] : undefined
  if (value !== 'deprecated' && value !== 'alpha' && value !== 'beta') return []
  return [{ source: 'models.dev', field: 'status', value, meaning: value, expires_on: null }]
}
