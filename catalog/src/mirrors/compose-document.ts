// Puts our catalogue into the documents of others: everything else passes through with equal JSON values.
import type { Model } from '../model/model.js'
import type { RemovedModel } from '../model/removed-model.js'
import { ownKindOf } from '../overlay/marks.js'
import { LITELLM_PREFIX, liteLlmEntry } from './litellm-entry.js'
import type { LiteLlmDocument } from './litellm.js'
import { modelsDevModel } from './models-dev-model.js'
import type { ModelsDevDocument } from './models-dev.js'

/** How many models our part holds, and how many the format cannot hold. */
export interface ComposedDocument<Document> {
  document: Document
  /** Listed ones. */
  models: number
  /** Marked as deprecated. */
  removed: number
  omitted: number
}

const PROVIDER_ID = 'openrouter'
const PROVIDER = {
  id: PROVIDER_ID,
  env: ['OPENROUTER_API_KEY'],
  npm: '@openrouter/ai-sdk-provider',
  api: 'https://openrouter.ai/api/v1',
  name: 'OpenRouter',
  doc: 'https://openrouter.ai/models',
}

/**
 * `document`: null without a mirror. The provider keeps its place, or is the last. Removed models follow the listed ones. Private models are
 * left out: they would need a provider with an address, a key and documentation, which are not known.
 */
export function composeModelsDev(
  document: ModelsDevDocument | null,
  models: readonly Model[],
  removed: readonly RemovedModel[] = [],
): ComposedDocument<ModelsDevDocument> {
  const published = document?.[PROVIDER_ID]
  const entriesOf = (some: readonly Model[], more: object): [string, unknown][] =>
    some.flatMap((model) => {
      const entry = ownKindOf(model) === 'private' ? null : modelsDevModel(model, published?.models[model.id])
      return entry === null ? [] : [[model.id, { ...entry, ...more }]]
    })
  const listed = entriesOf(models, {})
  const gone = entriesOf(removed, { status: 'deprecated' })
  const provider = { ...PROVIDER, ...published, models: Object.fromEntries([...listed, ...gone]) }
  return {
    document: { ...document, [PROVIDER_ID]: provider },
    models: listed.length,
    removed: gone.length,
    omitted: models.length + removed.length - listed.length - gone.length,
  }
}

/**
 * The entries take the place of the first published one, or are the last. Private models are not at OpenRouter: they have their bare ids.
 * An entry of another provider with such an id makes way, and nothing of it is kept: it describes another model.
 */
export function composeLiteLlm(
  document: LiteLlmDocument | null,
  models: readonly Model[],
  removed: readonly RemovedModel[] = [],
): ComposedDocument<LiteLlmDocument> {
  const entryOf = (model: Model, more: object): [string, unknown] => {
    const isPrivate = ownKindOf(model) === 'private'
    const key = isPrivate ? model.id : LITELLM_PREFIX + model.id
    return [key, { ...liteLlmEntry(model, isPrivate ? undefined : document?.[key]), ...more }]
  }
  const ours = [
    ...models.map((model) => entryOf(model, {})),
    ...removed.map((model) => entryOf(model, { deprecation_date: model.removed_at.slice(0, 10) })),
  ]
  const own = new Set(ours.map(([key]) => key))
  const published = Object.entries(document ?? {})
  const isOurs = (key: string): boolean => key.startsWith(LITELLM_PREFIX) || own.has(key)
  const first = published.findIndex(([key]) => key.startsWith(LITELLM_PREFIX))
  const place = first === -1 ? published.length : first
  const others = (entries: [string, unknown][]): [string, unknown][] => entries.filter(([key]) => !isOurs(key))
  return {
    document: Object.fromEntries([...others(published.slice(0, place)), ...ours, ...others(published.slice(place))]),
    models: models.length,
    removed: removed.length,
    omitted: 0,
  }
}
