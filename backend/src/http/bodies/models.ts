/** Bodies about models: lists, counts, facets, one model. Pure functions of a catalogue view and a query. */
import type { QueryOptions } from '@modelkeep/catalog/query/filter'
import { computeFacets } from '@modelkeep/catalog/query/facet-counts'
import { pickFields, rejectUnknownFields } from '@modelkeep/catalog/query/sparse-fields'
import { listQuerySchema } from '@modelkeep/catalog/query/list-parameters'
import { parseListQuery, serialiseListQuery, type ListQuery } from '@modelkeep/catalog/query/list-query'
import { runQuery, type QueryResult } from '@modelkeep/catalog/query/run-query'
import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { contentHash, type Content } from '../../catalogue/content.js'
import type { QueryParameters } from '../route.js'
import type { CatalogueView } from './catalogue-view.js'
import { formOf, rowOf, type Form } from './model-rows.js'

/** The two API families: ours, and the one for OpenRouter's clients, with their default query and the fields they require. */
export interface Family {
  readonly root: '/api' | '/api/v1'
  readonly defaults: Partial<ListQuery>
  readonly form: Form
}

export const plain: Family = { root: '/api', defaults: {}, form: 'plain' }
export const official: Family = { root: '/api/v1', defaults: { output_modalities: ['text'] }, form: 'official' }

/** RSS is documented as a route of its own: generated clients get one type from each. */
const rssQuerySchema = listQuerySchema.omit({ use_rss: true })
const jsonQuerySchema = rssQuerySchema.omit({ use_rss_chat_links: true })

/** The list query, with the family's defaults. `use_rss` is accepted, but not documented. */
export function listQueryOf({ defaults }: Family): QueryParameters<ListQuery> {
  return { schema: jsonQuerySchema, parse: (parameters) => parseListQuery(parameters, { defaults }) }
}

/** The same for RSS. */
export function rssQueryOf(family: Family): QueryParameters<ListQuery> {
  return { ...listQueryOf(family), schema: rssQuerySchema }
}

/** What a body is computed from. `now` in Unix milliseconds. */
export interface BodySource {
  view: CatalogueView
  now: number
  /** Of each model, for queries with `unchanged_days`. */
  daysUnchanged?: ReadonlyMap<string, number>
  /** Why the catalogue is empty: nothing was observed yet at the moment requested. */
  reason?: string
}

/** True if the result of the query can change while the catalogue does not. As of a given moment it does not. */
export function dependsOnToday({
  min_age_days,
  max_age_days,
  expiring_days,
  unchanged_days,
  as_of,
}: ListQuery): boolean {
  const days = [min_age_days, max_age_days, expiring_days, unchanged_days]
  return as_of === undefined && days.some((bound) => bound !== undefined)
}

/** @throws QueryError if `fields` names a field that no model has */
export function queryView(source: BodySource, query: ListQuery): QueryResult {
  const { index } = source.view
  rejectUnknownFields(query.fields, (name) => index.hasField(name) || (query.removed === true && name === 'removed_at'))
  return runQuery(index, query, optionsOf(source))
}

function optionsOf({ view: { search }, now, daysUnchanged }: BodySource): QueryOptions {
  return { now, search, ...(daysUnchanged && { daysUnchanged }) }
}

export function listBody(family: Family, source: BodySource, query: ListQuery): Content | string {
  const { view, reason } = source
  const { positions, total, nextOffset, missingIds } = queryView(source, query)
  const { fields } = query
  const next =
    nextOffset === null ? null : `${family.root}/models?${serialiseListQuery({ ...query, offset: nextOffset }, family)}`
  const missing = missingIds ? `,"missing_ids":${JSON.stringify(missingIds)}` : ''
  const end = `],"total_count":${total},"links":{"next":${JSON.stringify(next)}}${missing}${reasonMember(reason)}}`
  const entries = positions.map((position) => view.catalogue.entries[position]!)
  if (fields) {
    const rows = entries.map((entry) => JSON.stringify(pickFields(formOf(family.form, entry), fields)))
    return `{"data":[${rows.join(',')}${end}`
  }
  const rows = entries.map((entry) => rowOf(family.form, entry))
  return joinRows('{"data":[', rows, end)
}

export function modelBody(family: Family, entry: CatalogueEntry): Content {
  return joinRows('{"data":', [rowOf(family.form, entry)], '}')
}

export function countBody(source: BodySource, query: ListQuery): string {
  const { total } = queryView(source, { ...query, limit: 1, offset: 0 })
  return JSON.stringify({ data: { count: total }, reason: source.reason })
}

export function facetsBody(source: BodySource, query: ListQuery): string {
  return JSON.stringify({ data: computeFacets(source.view.index, query, optionsOf(source)), reason: source.reason })
}

const comma = Buffer.from(',')

/** Shares the rows' bytes, and derives the hash from the rows' hashes: serialising a page anew costs ten times as much. */
function joinRows(start: string, rows: readonly Content[], end: string): Content {
  const parts: Buffer[] = [Buffer.from(start)]
  let hashes = ''
  for (const row of rows) {
    if (hashes !== '') parts.push(comma)
    parts.push(...row.parts)
    hashes += row.hash
  }
  parts.push(Buffer.from(end))
  return {
    parts,
    length: parts.reduce((sum, { length }) => sum + length, 0),
    hash: contentHash(`${start}${hashes}${end}`),
  }
}

function reasonMember(reason: string | undefined): string {
  return reason === undefined ? '' : `,"reason":${JSON.stringify(reason)}`
}
