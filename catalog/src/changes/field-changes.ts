// The fields of a model, prices apart, whose change is news; what kind of news; and when two of their values say the same.
// Left out on purpose: description, links, created, hugging_face_id, benchmarks, and every field that we do not know.
import type { ChangeKind } from '../contract/change-kind.js'
import type { FieldChange } from './change.js'
import { NO_EXPIRY } from '../model/expiry.js'
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
  // One that comes or goes is no new name.
  watch('renamed', 'canonical_slug', (model) => model.canonical_slug, sameOrMissing),
  watch('renamed', 'alias_target.slug', (model) => model.alias_target?.slug, sameOrMissing),
  watch('context_changed', 'context_length', (model) => model.context_length),
  watch('context_changed', 'top_provider.context_length', (model) => model.top_provider?.context_length),
  watch('context_changed', 'top_provider.max_completion_tokens', (model) => model.top_provider?.max_completion_tokens),
  capability('architecture.input_modalities', inputModalities, sameSet),
  capability('architecture.output_modalities', outputModalities, sameSet),
  capability('architecture.tokenizer', (model) => model.architecture?.tokenizer),
  capability('architecture.instruct_type', (model) => model.architecture?.instruct_type),
  capability('supported_parameters', (model) => model.supported_parameters, sameSet),
  capability('supported_voices', (model) => model.supported_voices, sameSet),
  // That a model began or ceased to reason is one change; how it reasons is compared only where it did before and does after.
  capability('reasoning', (model) => model.reasoning, samePresence),
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
  watch('deprecation_announced', 'expiration_date', (model) =>
    model.expiration_date === NO_EXPIRY ? null : model.expiration_date,
  ),
]

/** One change per watched field that says something else than before, in a fixed order. */
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

function sameOrMissing(before: unknown, after: unknown): boolean {
  return before === undefined || after === undefined || sameValue(before, after)
}

function samePresence(before: unknown, after: unknown): boolean {
  return (before === undefined) === (after === undefined)
}
