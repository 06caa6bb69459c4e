import { computeFacets } from '@modelkeep/catalog/query/facet-counts'
import { parseListQuery, serialiseListQuery, type ListQuery } from '@modelkeep/catalog/query/list-query'
import { pickFields, rejectUnknownFields } from '@modelkeep/catalog/query/sparse-fields'
import { runQuery, type QueryResult } from '@modelkeep/catalog/query/run-query'
import type { CatalogueEntry } from '../../catalogue/catalogue-entry.js'
import { contentHash } from '../../catalogue/content.js'
import type { CatalogueView } from './catalogue-view.js'
import type { Content } from '../../catalogue/content.js'
import { formOf, rowOf, type Form } from './model-rows.js'

/** The two families of routes: ours, and the one for OpenRouter's clients, with their default and their required fields. */
export interface Family {
  root: '/api' | '/api/v1'
  defaults: Partial<ListQuery>
  form: Form
}

export const plain: Family = { root: '/api', defaults: {}, form: 'plain' }
export const official: Family = { root: '/api/v1', defaults: { output_modalities: ['text'] }, form: 'official' }

/** @throws QueryError */
export function parseFor({ defaults }: Family, parameters: Readonly<Record<string, string>>): ListQuery {
  return parseListQuery(parameters, { defaults })
}

/** An answer that depends on the day is right for no longer than the day. Ages as of a moment are what they were. */
export function dependsOnTime({ min_age_days, max_age_days, expiring_days, as_of }: ListQuery): boolean {
  return as_of === undefined && [min_age_days, max_age_days, expiring_days].some((days) => days !== undefined)
}

/** `now` in Unix milliseconds. @throws QueryError where `fields` names one that no model has */
export function ask({ index, search }: CatalogueView, query: ListQuery, now: number): QueryResult {
  rejectUnknownFields(query.fields, (name) => index.hasField(name) || (query.removed === true && name === 'removed_at'))
  return runQuery(index, query, { now, search })
}

/** What every answer about the catalogue is made from; `now` in Unix milliseconds. */
export interface Asked {
  view: CatalogueView
  now: number
  /** Why there is no catalogue at the moment that was asked for. */
  reason?: string
}

export function listAnswer(family: Family, { view, now, reason }: Asked, query: ListQuery): Content | string {
  const { positions, total, nextOffset, missingIds } = ask(view, query, now)
  const { fields } = query
  const next =
    nextOffset === null ? null : `${family.root}/models?${serialiseListQuery({ ...query, offset: nextOffset }, family)}`
  const missing = missingIds ? `,"missing_ids":${JSON.stringify(missingIds)}` : ''
  const end = `],"total_count":${total},"links":{"next":${JSON.stringify(next)}}${missing}${reasonMember(reason)}}`
  const entries = positions.map((position) => view.catalogue.entries[position]!)
  if (fields)
    return `{"data":[${entries.map((entry) => JSON.stringify(pickFields(formOf(family.form, entry), fields))).join(',')}${end}`
  return joined(
    '{"data":[',
    entries.map((entry) => rowOf(family.form, entry)),
    end,
  )
}

export function modelAnswer(family: Family, entry: CatalogueEntry): Content {
  return joined('{"data":', [rowOf(family.form, entry)], '}')
}

const comma = Buffer.from(',')

/** Nothing is copied or made anew but the ends, and the hash is one of the rows' hashes: a page as text costs ten times as much. */
function joined(start: string, rows: readonly Content[], end: string): Content {
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

export function countAnswer({ view, now, reason }: Asked, query: ListQuery): string {
  return JSON.stringify({ data: { count: ask(view, { ...query, limit: 1, offset: 0 }, now).total }, reason })
}

export function facetsAnswer({ view: { index, search }, now, reason }: Asked, query: ListQuery): string {
  return JSON.stringify({ data: computeFacets(index, query, { now, search }), reason })
}
