import { joinFacets } from '@modelkeep/catalog/model/canonical'
import { isRecord } from '@modelkeep/catalog/model/is-record'
import type { Model } from '@modelkeep/catalog/model/model'
import { validateItem } from '@modelkeep/catalog/model/validate-item'
import { contentHash } from '../../catalogue/content.js'

/** What is stored of one model: its facets, and the hash of the first. */
export interface StoredModel {
  id: string
  facts: unknown
  benchmarks?: unknown
  /** Absent if it is not known. */
  hash?: string
}

/**
 * The model that two stored facets make up, in canonical form; null if they are damaged. Content with the right hash is intact, which is
 * faster to check than whether it is a model. Whatever was accepted once is one, whatever the types of its fields.
 */
export function intactModel({ id, facts, benchmarks, hash }: StoredModel): Model | null {
  if (!isRecord(facts)) return null
  if (hash !== undefined && facts['id'] === id && contentHash(JSON.stringify(joinFacets(facts, null))) === hash)
    return joinFacets(facts, benchmarks)
  const { id: readId, model } = validateItem(joinFacets(facts, benchmarks), { approved: true })
  return readId === id ? model : null
}
