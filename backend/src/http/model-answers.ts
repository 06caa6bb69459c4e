import { computeFacets } from '@modelkeep/catalog/facets'
import type { Model } from '@modelkeep/catalog/model'
import { toOfficial } from '@modelkeep/catalog/official'
import { parseListQuery, serialiseListQuery, type ListQuery } from '@modelkeep/catalog/query'
import { pickFields, refuseUnknownFields } from '@modelkeep/catalog/query-fields'
import { runQuery, type QueryResult } from '@modelkeep/catalog/query-run'
import type { CatalogueEntry } from '../catalogue.js'
import type { CatalogueView } from './catalogue-view.js'

/** The two families of routes: ours, and the one for OpenRouter's clients, with their default and their required fields. */
export interface Family {
  root: '/api' | '/api/v1'
  defaults: Partial<ListQuery>
  model: (entry: CatalogueEntry) => Model
}

export const plain: Family = { root: '/api', defaults: {}, model: ({ model }) => model }
export const official: Family = { root: '/api/v1', defaults: { output_modalities: ['text'] }, model: ({ model }) => toOfficial(model) }

/** @throws QueryError */
export function parseFor({ defaults }: Family, parameters: Readonly<Record<string, string>>): ListQuery {
  return parseListQuery(parameters, { defaults })
}

/** An answer that depends on the day is right for no longer than the day. */
export function dependsOnTime({ min_age_days, max_age_days }: ListQuery): boolean {
  return min_age_days !== undefined || max_age_days !== undefined
}

/** The bytes of a model that has all that is required are taken as they are. */
export function modelJson({ model }: Family, entry: CatalogueEntry): string {
  const wanted = model(entry)
  return wanted === entry.model ? entry.json : JSON.stringify(wanted)
}

/** `now` in Unix milliseconds. @throws QueryError where `fields` names one that no model has */
export function ask({ index, search }: CatalogueView, query: ListQuery, now: number): QueryResult {
  refuseUnknownFields(query.fields, index.hasField)
  return runQuery(index, query, { now, search })
}

export function listAnswer(family: Family, view: CatalogueView, query: ListQuery, now: number): string {
  const { positions, total, nextOffset, missingIds } = ask(view, query, now)
  const { fields } = query
  const json = (entry: CatalogueEntry): string => (fields ? JSON.stringify(pickFields(family.model(entry), fields)) : modelJson(family, entry))
  const data = positions.map((position) => json(view.catalogue.entries[position]!))
  const next = nextOffset === null ? null : `${family.root}/models?${serialiseListQuery({ ...query, offset: nextOffset }, family)}`
  const missing = missingIds ? `,"missing_ids":${JSON.stringify(missingIds)}` : ''
  return `{"data":[${data.join(',')}],"total_count":${total},"links":{"next":${JSON.stringify(next)}}${missing}}`
}

export function countAnswer(view: CatalogueView, query: ListQuery, now: number): string {
  return JSON.stringify({ data: { count: ask(view, { ...query, limit: 1, offset: 0 }, now).total } })
}

export function facetsAnswer({ index, search }: CatalogueView, query: ListQuery, now: number): string {
  return JSON.stringify({ data: computeFacets(index, query, { now, search }) })
}
