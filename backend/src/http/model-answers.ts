import type { Model } from '@modelkeep/catalog/model'
import { toOfficial } from '@modelkeep/catalog/official'
import { matching, page, parseListQuery, type ListQuery } from '@modelkeep/catalog/query'
import type { CatalogueEntry } from '../catalogue.js'
import type { Snapshot } from '../snapshot/snapshot.js'

/** The two families of routes: ours, and the one for OpenRouter's clients, with their default and their required fields. */
export interface Family {
  root: '/api' | '/api/v1'
  defaults: Readonly<Record<string, string>>
  json: (entry: CatalogueEntry) => string
}

export const plain: Family = { root: '/api', defaults: {}, json: (entry) => entry.json }

export const official: Family = { root: '/api/v1', defaults: { output_modalities: 'text' }, json: officialJson }

/** The bytes of a model that has all that is required are taken as they are. */
function officialJson(entry: CatalogueEntry): string {
  const filled: Model = toOfficial(entry.model)
  return filled === entry.model ? entry.json : JSON.stringify(filled)
}

export function listAnswer(family: Family, snapshot: Snapshot, parameters: Readonly<Record<string, string>>): string {
  const found = matching(snapshot.catalogue.entries, withDefaults(family, parameters))
  const { items, nextOffset } = page(found, parseListQuery(parameters))
  const next = nextOffset === null ? null : nextPage(family, parameters, nextOffset)
  return `{"data":[${items.map(family.json).join(',')}],"total_count":${found.length},"links":{"next":${JSON.stringify(next)}}}`
}

export function countAnswer(family: Family, snapshot: Snapshot, parameters: Readonly<Record<string, string>>): string {
  return JSON.stringify({ data: { count: matching(snapshot.catalogue.entries, withDefaults(family, parameters)).length } })
}

function withDefaults(family: Family, parameters: Readonly<Record<string, string>>): ListQuery {
  return parseListQuery({ ...family.defaults, ...parameters })
}

function nextPage(family: Family, parameters: Readonly<Record<string, string>>, offset: number): string {
  return `${family.root}/models?${new URLSearchParams({ ...parameters, offset: String(offset) }).toString()}`
}
