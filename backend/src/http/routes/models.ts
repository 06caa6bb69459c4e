import { parseParameters } from '@modelkeep/catalog/query/query-error'
import type { Router } from 'express'
import { firstSnapshot, urlOf, type HttpContext } from '../context.js'
import { answerModel, answerQuestion } from '../hot-answers.js'
import { getOnly } from '../methods.js'
import { modelRoots, questions } from '../model-questions.js'
import { asOfSchema } from '../bodies/paging.js'
import { answerFromPast, answerModelAsOf, isAboutThePast } from '../bodies/historical-models.js'
import { parseQueryString } from '../query-string.js'

/**
 * The list, its count, its facets and one model. What the snapshot can answer at once does not come here (hot-answers.ts): what does
 * is about the past, or no model, or one that was asked for before there was a snapshot.
 */
export function modelRoutes(router: Router, ctx: HttpContext): void {
  for (const [path, read] of questions) {
    getOnly(router, ctx, path, async (req, res) => {
      const question = read(urlOf(req))
      const { query, build, contentType } = question
      if (isAboutThePast(query)) return answerFromPast(ctx, req, res, query, build, contentType)
      answerQuestion(ctx, req, res, await firstSnapshot(ctx), question)
    })
  }
  for (const { root, family } of modelRoots) {
    getOnly(router, ctx, `${root}*id`, async (req, res) => {
      const { as_of: asOf } = parseParameters(asOfSchema, parseQueryString(urlOf(req)))
      const id = [req.params['id'] ?? []].flat().join('/')
      if (asOf !== undefined) return answerModelAsOf(ctx, req, res, family, id, asOf)
      answerModel(ctx, req, res, await firstSnapshot(ctx), { family, id })
    })
  }
}
