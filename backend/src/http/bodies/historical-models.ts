import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ListQuery } from '@modelkeep/catalog/query/list-query'
import { createCatalogue } from '../../catalogue/catalogue.js'
import type { HistoricalCatalogue, HistoricalModel } from '../../history/historical-catalogues.js'
import { toleratedSkewMs } from '../../snapshot/freshness.js'
import type { HttpContext } from '../context.js'
import type { Content } from '../../catalogue/content.js'
import { answerFromHistory, momentOf, ofMoment, reasonOf } from './history.js'
import { dependsOnTime, modelAnswer, type Asked, type Family } from './models.js'
import { HttpProblem } from '../response/problem.js'
import { quoted } from '../request-target.js'

/** Whether the served snapshot cannot answer it. */
export function isAboutThePast({ as_of, removed }: ListQuery): boolean {
  return as_of !== undefined || removed === true
}

/** Answers a question about the models of the past: those that were listed at `as_of`, or those that were gone. */
export async function answerFromPast(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  query: ListQuery,
  build: (asked: Asked) => Content | string,
  contentType?: string,
): Promise<void> {
  const now = ctx.clock.now()
  const moment = query.as_of === undefined ? null : momentOf(query.as_of, now)
  await answerFromHistory(ctx, req, res, async () => {
    const found = await pastCatalogue(ctx, query, moment ?? now + toleratedSkewMs)
    const reason = reasonOf(found)
    const body = build({
      view: ctx.views(found.catalogue),
      now: moment ?? now,
      ...(reason !== undefined && { reason }),
    })
    return { body, ...ofMoment(found), unkept: dependsOnTime(query), ...(contentType && { contentType }) }
  })
}

function pastCatalogue({ past }: HttpContext, { removed }: ListQuery, moment: number): Promise<HistoricalCatalogue> {
  return removed === true ? past.removedAt(moment) : past.catalogueAt(moment)
}

/** Answers with one model as it was. @throws QueryError, HttpProblem 404 that says when it was there */
export async function answerModelAsOf(
  ctx: HttpContext,
  req: IncomingMessage,
  res: ServerResponse,
  family: Family,
  id: string,
  asOf: string,
): Promise<void> {
  const moment = momentOf(asOf, ctx.clock.now())
  await answerFromHistory(ctx, req, res, async () => {
    const found = await ctx.past.modelAt(id, moment)
    if (found.model === null)
      throw new HttpProblem(404, `there was no model ${quoted(id)} at ${asOf}: ${whyAbsent(found)}`)
    const catalogue = createCatalogue([found.model])
    return { body: modelAnswer(family, catalogue.entries[0]!), ...ofMoment(found) }
  })
}

function whyAbsent(found: HistoricalModel): string {
  const { removedAt, nextSeenAt } = found.absence
  const [removed, next] = [removedAt, nextSeenAt].map((at) => (at === null ? null : new Date(at).toISOString()))
  if (removed && next) return `it was removed at ${removed} and came back at ${next}`
  if (removed) return `it was removed at ${removed}`
  const reason = reasonOf(found)
  if (next) return reason ?? `it came at ${next}`
  return reason ?? 'it has never been observed'
}
