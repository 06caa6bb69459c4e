// What differs between the mirrored catalogues: how a document is split into entries, and how our catalogue is put into it.
import { joinLiteLlm, splitLiteLlm, type LiteLlmDocument } from '@modelkeep/catalog/mirrors/litellm'
import type { MirrorEntry } from '@modelkeep/catalog/mirrors/mirror-entry'
import { joinModelsDev, splitModelsDev, type ModelsDevDocument } from '@modelkeep/catalog/mirrors/models-dev'
import { composeLiteLlm, composeModelsDev, type ComposedDocument } from '@modelkeep/catalog/mirrors/compose-document'
import type { Model } from '@modelkeep/catalog/model/model'
import type { RemovedModel } from '@modelkeep/catalog/model/removed-model'

export const MIRROR_SOURCES = ['models.dev', 'litellm'] as const
export type MirrorSource = (typeof MIRROR_SOURCES)[number]

export interface MirrorAdapter {
  /** A document with fewer entries is not the whole one. */
  minEntries: number
  /** @throws BadMirrorDocument */
  parse(value: unknown): MirrorEntry[]
  join(entries: readonly MirrorEntry[]): unknown
  /** `document`: as `join` returns it; null without a mirror. `removed`: models that were removed recently. */
  translate(document: unknown, models: readonly Model[], removed: readonly RemovedModel[]): ComposedDocument<unknown>
}

export const ADAPTERS: Readonly<Record<MirrorSource, MirrorAdapter>> = {
  'models.dev': {
    minEntries: 100,
    parse: splitModelsDev,
    join: joinModelsDev,
    translate: (document, models, removed) => composeModelsDev(document as ModelsDevDocument | null, models, removed),
  },
  litellm: {
    // LiteLLM discards a map with fewer than 50 entries, or with under half of the about 3,000 that it ships.
    minEntries: 1_500,
    parse: splitLiteLlm,
    join: joinLiteLlm,
    translate: (document, models, removed) => composeLiteLlm(document as LiteLlmDocument | null, models, removed),
  },
}
