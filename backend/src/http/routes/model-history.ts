import type { Router } from 'express'
import { modelHistory } from '../../history/model-history.js'
import { urlOf, type HttpContext } from '../context.js'
import { answerFromHistory } from '../bodies/history.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { refuseParameters } from '../query-string.js'
import { readHistory } from '../read-history.js'
import { quoted } from '../request-target.js'

/** What became of one model, also of a removed one. */
export function modelHistoryRoutes(router: Router, ctx: HttpContext): void {
  getOnly(router, ctx, '/api/models/*id/history', (req, res) => {
    refuseParameters(urlOf(req))
    const id = [req.params['id'] ?? []].flat().join('/')
    return answerFromHistory(ctx, req, res, () =>
      readHistory(ctx, async (tx, { confirmedAt }) => {
        const data = await modelHistory(tx, id, confirmedAt)
        if (data === null) throw new HttpProblem(404, `there never was a model ${quoted(id)}`)
        return { data }
      }),
    )
  })
}
