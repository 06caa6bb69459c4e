import { inspect } from '@modelkeep/catalog/inspect'
import { writeAnyway } from '@modelkeep/catalog/storable'
import { facetHashes, type FacetHashes } from '../catalogue-entry.js'

/** One item of a payload as it was read: texts only, so that it costs little to hand to another thread. */
export type ReadItem = KnownItem | SoundItem | BrokenItem

/** A model whose content was known before. */
interface KnownItem {
  kind: 'known'
  id: string
}

interface SoundItem {
  kind: 'sound'
  /** The model in canonical JSON. */
  json: string
  hashes: FacetHashes
}

interface BrokenItem {
  kind: 'broken'
  /** null where it could not be read. */
  id: string | null
  /** Names the field and what is wrong, is clean text, and is short. */
  reason: string
  /** The item in JSON as it came, but for what is nested too deeply to be written. */
  json: string
}

/** Names the content of a model, its id included. */
export function contentKey({ facts, benchmarks }: FacetHashes): string {
  return `${facts} ${benchmarks ?? ''}`
}

/** `known`: the keys of the contents that need not be told again. Never throws. */
export function readItem(item: unknown, known: ReadonlySet<string>): ReadItem {
  const inspection = inspect(item)
  if (inspection.model === null) return { kind: 'broken', id: inspection.id, reason: inspection.reason, json: writeAnyway(item) }
  const { model } = inspection
  const hashes = facetHashes(model)
  return known.has(contentKey(hashes)) ? { kind: 'known', id: model.id } : { kind: 'sound', json: JSON.stringify(model), hashes }
}
