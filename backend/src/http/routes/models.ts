import type { ListQuery } from '@modelkeep/catalog/query'
import { parseParameters } from '@modelkeep/catalog/query-error'
import type { Request, Response, Router } from 'express'
import type { Snapshot } from '../../snapshot/snapshot.js'
import { answerFromSnapshot, urlOf, type HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { countAnswer, dependsOnTime, facetsAnswer, listAnswer, modelJson, official, parseFor, plain, type Asked, type Family } from '../model-answers.js'
import { asOfSchema, embeddingsPageSchema } from '../paging.js'
import { answerFromPast, answerModelAsOf, isAboutThePast } from '../past-answers.js'
import { HttpProblem } from '../problem.js'
import { parseQueryString } from '../query-string.js'
import { quoted } from '../request-target.js'
import { rssAnswer } from '../rss.js'

const rss = 'application/rss+xml; charset=utf-8'

/** The list, its count, its facets and one model, under `/api` and, as OpenRouter's clients ask for them, under `/api/v1`. */
export function modelRoutes(router: Router, ctx: HttpContext): void {
  const answer = async (req: Request, res: Response, query: ListQuery, build: (asked: Asked) => string, contentType?: string): Promise<void> => {
    if (isAboutThePast(query)) return answerFromPast(ctx, req, res, query, build, contentType)
    const fromSnapshot = ({ catalogue }: Snapshot): string => build({ view: ctx.views(catalogue), now: ctx.clock.now() })
    return answerFromSnapshot(ctx, req, res, fromSnapshot, { cached: !dependsOnTime(query), ...(contentType && { contentType }) })
  }
  const queryOf = (family: Family, req: Request): ListQuery => parseFor(family, parseQueryString(urlOf(req)))

  for (const family of [plain, official]) {
    getOnly(router, ctx, `${family.root}/models`, (req, res) => {
      const query = queryOf(family, req)
      if (query.use_rss) return answer(req, res, query, ({ view, now }) => rssAnswer(view, query, now), rss)
      return answer(req, res, query, (asked) => listAnswer(family, asked, query))
    })
    getOnly(router, ctx, `${family.root}/models/count`, (req, res) => {
      const query = queryOf(family, req)
      return answer(req, res, query, (asked) => countAnswer(asked, query))
    })
    oneModel(router, ctx, family, `${family.root}/models/*id`)
  }
  oneModel(router, ctx, official, '/api/v1/model/*id')
  getOnly(router, ctx, '/api/facets', (req, res) => {
    const query = queryOf(plain, req)
    return answer(req, res, query, (asked) => facetsAnswer(asked, query))
  })
  getOnly(router, ctx, '/api/v1/embeddings/models', (req, res) => {
    const query: ListQuery = { ...parseParameters(embeddingsPageSchema, parseQueryString(urlOf(req))), output_modalities: ['embeddings'] }
    return answer(req, res, query, (asked) => listAnswer(official, asked, query))
  })
}

function oneModel(router: Router, ctx: HttpContext, family: Family, path: string): void {
  getOnly(router, ctx, path, (req, res) => {
    const { as_of: asOf } = parseParameters(asOfSchema, parseQueryString(urlOf(req)))
    const id = [req.params['id'] ?? []].flat().join('/')
    if (asOf !== undefined) return answerModelAsOf(ctx, req, res, family, id, asOf)
    return answerFromSnapshot(ctx, req, res, ({ catalogue }) => {
      const entry = catalogue.byId.get(id)
      if (entry === undefined) throw new HttpProblem(404, `there is no model ${quoted(id)}`)
      return `{"data":${modelJson(family, entry)}}`
    })
  })
}
