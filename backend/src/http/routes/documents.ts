import type { Request, Response, Router } from 'express'
import type { Catalogue } from '../../catalogue/catalogue.js'
import type { UpstreamDocument } from '../../documents/document.js'
import { firstSnapshot, urlOf, type HttpContext } from '../context.js'
import { createCachedResponse, type CachedResponse } from '../response/cached-response.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'
import { refuseParameters } from '../query-string.js'
import { quoted } from '../request-target.js'

/** Documents of upstream beside the list, as it sends them: the endpoints of a model, and all providers. */
export function documentRoutes(router: Router, ctx: HttpContext): void {
  const answer = answerDocument(ctx)
  for (const root of ['/api', '/api/v1']) {
    getOnly(router, ctx, `${root}/providers`, (req, res) => {
      refuseParameters(urlOf(req))
      return answer(req, res, 'providers')
    })
    getOnly(router, ctx, `${root}/models/*id/endpoints`, async (req, res) => {
      refuseParameters(urlOf(req))
      const id = [req.params['id'] ?? []].flat().join('/')
      const { catalogue } = await firstSnapshot(ctx)
      // Only models that there are: nobody may have us ask upstream for whatever comes to his mind.
      if (!isKnown(catalogue, id)) throw new HttpProblem(404, `there is no model ${quoted(id)}`)
      await answer(req, res, `models/${id}/endpoints`)
    })
  }
}

/** By its id, or by the canonical slug that `links.details` names. */
function isKnown({ byId, entries }: Catalogue, id: string): boolean {
  return byId.has(id) || entries.some(({ model }) => model.canonical_slug === id)
}

function answerDocument(ctx: HttpContext): (req: Request, res: Response, path: string) => Promise<void> {
  const made = new WeakMap<UpstreamDocument, CachedResponse>()
  return async (req, res, path) => {
    const document = await ctx.mirror.get(path)
    if (document === null) throw new HttpProblem(404, `upstream has no document ${quoted(path)}`)
    const ready = made.get(document)
    const entry = ready ?? createCachedResponse(document.body, document)
    made.set(document, entry)
    ctx.writer.write(req, res, entry, ready ? 'hit' : 'stored')
  }
}
