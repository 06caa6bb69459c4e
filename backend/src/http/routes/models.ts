import type { Router } from 'express'
import { answerFromSnapshot, urlOf, type HttpContext } from '../context.js'
import { countAnswer, listAnswer, official, plain } from '../model-answers.js'
import { HttpProblem } from '../problem.js'
import { parseQueryString, refuseParameters } from '../query-string.js'
import { quoted } from '../request-target.js'
import { getOnly } from '../methods.js'

/** The list, its count and one model, under `/api` and, as OpenRouter's clients ask for them, under `/api/v1`. */
export function modelRoutes(router: Router, ctx: HttpContext): void {
  for (const family of [plain, official]) {
    getOnly(router, ctx, `${family.root}/models`, (req, res) => {
      const parameters = parseQueryString(urlOf(req))
      return answerFromSnapshot(ctx, req, res, (snapshot) => listAnswer(family, snapshot, parameters))
    })
    getOnly(router, ctx, `${family.root}/models/count`, (req, res) => {
      const parameters = parseQueryString(urlOf(req))
      return answerFromSnapshot(ctx, req, res, (snapshot) => countAnswer(family, snapshot, parameters))
    })
    for (const path of family === official ? [`${family.root}/models/*id`, `${family.root}/model/*id`] : [`${family.root}/models/*id`]) {
      getOnly(router, ctx, path, (req, res) => {
        refuseParameters(urlOf(req))
        const id = [req.params['id'] ?? []].flat().join('/')
        return answerFromSnapshot(ctx, req, res, (snapshot) => {
          const entry = snapshot.catalogue.byId.get(id)
          if (entry === undefined) throw new HttpProblem(404, `there is no model ${quoted(id)}`)
          return `{"data":${family.json(entry)}}`
        })
      })
    }
  }
}
