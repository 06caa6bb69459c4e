/** Responses about models, from the served snapshot or, with `as_of` and `removed`, from history. */
import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { createCatalogue } from '../../catalogue/catalogue.js'
import type { Content } from '../../catalogue/content.js'
import type { HistoricalModel } from '../../history/historical-catalogues.js'
import { daysUnchangedOf, type PriceHistories } from '../../history/price-histories.js'
import { toleratedSkewMs } from '../../snapshot/freshness.js'
import { quoted } from '../request-target.js'
import { HttpProblem } from '../response/problem.js'
import type { CachePolicy, ComputedResponse } from '../route.js'
import type { Services } from '../services.js'
import { basisAt, momentOf, reasonOf } from './history.js'
import { lifecycleHeadersOf } from './lifecycle.js'
import { dependsOnToday, modelBody, type BodySource, type Family } from './models.js'

/** The services that these responses need. */
export const modelServices = ['currentSnapshot', 'views', 'historical', 'priceHistories', 'clock'] as const
export type ModelServices = Pick<Services, (typeof modelServices)[number]>

/** The services of responses about a single model. */
export const singleModelServices = [...modelServices, 'lifecycle'] as const
type SingleModelServices = Pick<Services, (typeof singleModelServices)[number]>

export interface QueryResponse {
  query: ListQuery
  body: (source: BodySource) => Content | string | Promise<Content | string>
  contentType?: string
}

/** `as_of` and `removed` are answered from history; everything else from the served snapshot. */
export function modelCachePolicy({ as_of, removed }: Pick<ListQuery, 'as_of' | 'removed'>): CachePolicy {
  return as_of !== undefined || removed === true ? 'history' : 'catalogue'
}

/** Runs a list query against the served snapshot, or against history if it asks for `as_of` or `removed`. */
export async function respondToQuery(
  services: ModelServices,
  { query, body, contentType }: QueryResponse,
): Promise<ComputedResponse> {
  const media = contentType === undefined ? {} : { contentType }
  if (modelCachePolicy(query) === 'history') return { ...(await fromHistory(services, query, body)), ...media }
  const snapshot = await services.currentSnapshot()
  return {
    ...media,
    body: await body({
      view: services.views(snapshot.catalogue),
      now: services.clock.now(),
      ...(await pricesFor(services.priceHistories, query, null)),
    }),
    basis: { kind: 'snapshot', snapshot, dependsOnToday: dependsOnToday(query) },
  }
}

async function fromHistory(
  { clock, historical, priceHistories, views }: ModelServices,
  query: ListQuery,
  body: QueryResponse['body'],
): Promise<ComputedResponse> {
  const now = clock.now()
  const moment = query.as_of === undefined ? null : momentOf(query.as_of, now)
  const until = moment ?? now + toleratedSkewMs
  const found = query.removed === true ? await historical.removedAt(until) : await historical.catalogueAt(until)
  const reason = reasonOf(found)
  const source = {
    view: views(found.catalogue),
    now: moment ?? now,
    ...(await pricesFor(priceHistories, query, moment)),
    ...(reason !== undefined && { reason }),
  }
  return { body: await body(source), basis: { ...basisAt(found), dependsOnToday: dependsOnToday(query) } }
}

/** What a query with `unchanged_days` needs to know, as of a moment (Unix milliseconds; null: now). @throws DatabaseUnavailable */
export async function pricesFor(
  priceHistories: PriceHistories,
  { unchanged_days: days }: ListQuery,
  moment: number | null,
): Promise<Pick<BodySource, 'daysUnchanged'>> {
  return days === undefined ? {} : { daysUnchanged: daysUnchangedOf((await priceHistories.at(moment)).value) }
}

/** One model, now or as of a moment; `id` may have a routing suffix such as `:nitro`. @throws HttpProblem 404, QueryError */
export async function respondWithModel(
  services: SingleModelServices,
  family: Family,
  id: string,
  asOf: string | undefined,
): Promise<ComputedResponse> {
  if (asOf !== undefined) return historicalModel(services, family, id, asOf)
  const snapshot = await services.currentSnapshot()
  const { byId } = snapshot.catalogue
  const entry = byId.get(id) ?? byId.get(withoutRoutingSuffix(id))
  if (entry === undefined) throw noSuchModel(id)
  const { headers, changeWithDate } = lifecycleHeadersOf(entry.model, await services.lifecycle.facts(), {
    now: services.clock.now(),
    seenAt: snapshot.changedAt,
  })
  return {
    body: modelBody(family, entry),
    headers,
    basis: { kind: 'snapshot', snapshot, dependsOnToday: changeWithDate },
  }
}

export function noSuchModel(id: string): HttpProblem {
  return new HttpProblem(404, `there is no model ${quoted(id)}`)
}

async function historicalModel(
  { clock, historical }: ModelServices,
  family: Family,
  id: string,
  asOf: string,
): Promise<ComputedResponse> {
  const moment = momentOf(asOf, clock.now())
  const exact = await historical.modelAt(id, moment)
  const baseId = withoutRoutingSuffix(id)
  const found = exact.model === null && baseId !== id ? await historical.modelAt(baseId, moment) : exact
  if (found.model === null)
    throw new HttpProblem(404, `there was no model ${quoted(id)} at ${asOf}: ${whyAbsent(found)}`)
  const { entries } = createCatalogue([found.model])
  return { body: modelBody(family, entries[0]!), basis: basisAt(found) }
}

function whyAbsent(found: HistoricalModel): string {
  const { removedAt, nextSeenAt } = found.absence
  const [removed, next] = [removedAt, nextSeenAt].map((at) => (at === null ? null : new Date(at).toISOString()))
  if (removed && next) return `it was removed at ${removed} and came back at ${next}`
  if (removed) return `it was removed at ${removed}`
  const reason = reasonOf(found)
  if (next) return reason ?? `it was added at ${next}`
  return reason ?? 'it has never been observed'
}
