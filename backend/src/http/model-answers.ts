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

/** An answer that depends on the day is right for no longer than the day. Ages as of a moment are what they were. */
export function dependsOnTime({ min_age_days, max_age_days, expiring_days, as_of }: ListQuery): boolean {
  return as_of === undefined && [min_age_days, max_age_days, expiring_days].some((days) => days !== undefined)
}

/** The bytes of a model that has all that is required are taken as they are. */
export function modelJson({ model }: Family, entry: CatalogueEntry): string {
  const wanted = model(entry)
  return wanted === entry.model ? entry.json : JSON.stringify(wanted)
}

/** `now` in Unix milliseconds. @throws QueryError where `fields` names one that no model has */
export function ask({ index, search }: CatalogueView, query: ListQuery, now: number): QueryResult {
  refuseUnknownFields(query.fields, (name) => index.hasField(name) || (query.removed === true && name === 'removed_at'))
  return runQuery(index, query, { now, search })
}

/** What every answer about the catalogue is made from; `now` in Unix milliseconds. */
export interface Asked {
  view: CatalogueView
  now: number
  /** Why there is no catalogue at the moment that was asked for. */
  reason?: string
}

export function listAnswer(family: Family, { view, now, reason }: Asked, query: ListQuery): string {
  const { positions, total, nextOffset, missingIds } = ask(view, query, now)
  const { fields } = query
  const json = (entry: CatalogueEntry): string => (fields ? JSON.stringify(pickFields(family.model(entry), fields)) : modelJson(family, entry))
  const data = positions.map((position) => json(view.catalogue.entries[position]!))
  const next = nextOffset === null ? null : `${family.root}/models?${serialiseListQuery({ ...query, offset: nextOffset }, family)}`
  const missing = missingIds ? `,"missing_ids":${JSON.stringify(missingIds)}` : ''
  return `{"data":[${data.join(',')}],"total_count":${total},"links":{"next":${JSON.stringify(next)}}${missing}${reasonMember(reason)}}`
}

function reasonMember(reason: string | undefined): string {
  return reason === undefined ? '' : `,"reason":${JSON.stringify(reason)}`
}

export function countAnswer({ view, now, reason }: Asked, query: ListQuery): string {
  return JSON.stringify({ data: { count: ask(view, { ...query, limit: 1, offset: 0 }, now).total }, reason })
}

export function facetsAnswer({ view: { index, search }, now, reason }: Asked, query: ListQuery): string {
  return JSON.stringify({ data: computeFacets(index, query, { now, search }), reason })
}
