// Watched fields other than prices: the kind of change they produce, and when two of their values are equal. Deliberately not
// watched: description, links, created, hugging_face_id, benchmarks, and unknown fields.
import type { ChangeKind } from '../contract/change-kind.js'
import type { FieldChange } from './change.js'
import { expiryOf } from '../model/expiry.js'
import type { Model } from '../model/model.js'
import { inputModalities, outputModalities } from '../model/modalities.js'
import { sameSet, sameValue } from '../model/json-equality.js'

type Read = (model: Model) => unknown
type Same = (before: unknown, after: unknown) => boolean

interface Watched {
  kind: ChangeKind
  field: string
  read: Read
  same: Same
}

const WATCHED: readonly Watched[] = [
  watch('renamed', 'name', (model) => model.name.trim()),
  // A value that appears or disappears is not a rename.
  watch('renamed', 'canonical_slug', (model) => model.canonical_slug, sameOrAbsent),
  watch('renamed', 'alias_target.slug', (model) => model.alias_target?.slug, sameOrAbsent),
  watch('context_changed', 'context_length', (model) => model.context_length),
  watch('context_changed', 'top_provider.context_length', (model) => model.top_provider?.context_length),
  watch('context_changed', 'top_provider.max_completion_tokens', (model) => model.top_provider?.max_completion_tokens),
  capability('architecture.input_modalities', inputModalities, sameSet),
  capability('architecture.output_modalities', outputModalities, sameSet),
  capability('architecture.tokenizer', (model) => model.architecture?.tokenizer),
  capability('architecture.instruct_type', (model) => model.architecture?.instruct_type),
  capability('supported_parameters', (model) => model.supported_parameters, sameSet),
  capability('supported_voices', (model) => model.supported_voices, sameSet),
  // Gaining or losing reasoning is one change. Its options are compared only if the model reasons before and after.
  capability('reasoning', (model) => model.reasoning, bothOrNeither),
  reasoning('mandatory'),
  reasoning('default_enabled'),
  reasoning('supports_max_tokens'),
  reasoning('supported_efforts', sameSet),
  reasoning('default_effort'),
  defaultParameter('temperature'),
  defaultParameter('top_p'),
  defaultParameter('top_k'),
  defaultParameter('frequency_penalty'),
  defaultParameter('presence_penalty'),
  defaultParameter('repetition_penalty'),
  capability('per_request_limits', (model) => model.per_request_limits),
  capability('top_provider.is_moderated', (model) => model.top_provider?.is_moderated),
  capability('knowledge_cutoff', (model) => model.knowledge_cutoff),
  watch('deprecation_announced', 'expiration_date', expiryOf),
]

/** The changes of all watched fields, in a fixed order. */
export function fieldChanges(before: Model, after: Model): FieldChange[] {
  return WATCHED.flatMap(({ kind, field, read, same }) => {
    if (!isComparable(field, before, after)) return []
    const [old, now] = [read(before), read(after)]
    return same(old, now) ? [] : [{ kind, field, before: old ?? null, after: now ?? null, scheduled: false }]
  })
}

function isComparable(field: string, before: Model, after: Model): boolean {
  return !field.startsWith('reasoning.') || (before.reasoning !== undefined && after.reasoning !== undefined)
}

function watch(kind: ChangeKind, field: string, read: Read, same: Same = sameValue): Watched {
  return { kind, field, read, same }
}

function capability(field: string, read: Read, same: Same = sameValue): Watched {
  return watch('capability_changed', field, read, same)
}

function reasoning(key: keyof NonNullable<Model['reasoning']>, same: Same = sameValue): Watched {
  return capability(`reasoning.${key}`, (model) => model.reasoning?.[key], same)
}

function defaultParameter(key: keyof NonNullable<Model['default_parameters']>): Watched {
  return capability(`default_parameters.${key}`, (model) => model.default_parameters?.[key])
}

function sameOrAbsent(before: unknown, after: unknown): boolean {
  return before === undefined || after === undefined || sameValue(before, after)
}

function bothOrNeither(before: unknown, after: unknown): boolean {
  return (before === undefined) === (after === undefined)
}
