import type { Router } from 'express'
import type { HttpContext } from '../context.js'
import { getOnly } from '../methods.js'
import { HttpProblem } from '../response/problem.js'

/** Routes of OpenRouter's catalogue that what is stored cannot answer, and why. */
export const notSupported: readonly { path: string; reason: string }[] = [
  {
    path: '/api/v1/models/user',
    reason: 'it depends on the preferences of an OpenRouter account, and no account is known here',
  },
  {
    path: '/api/v1/endpoints/zdr',
    reason:
      'data retention is a property of every endpoint of every model, and endpoints are mirrored one model at a time',
  },
  {
    path: '/api/v1/images/models',
    reason:
      'its capability descriptors are in no list that is mirrored; /api/v1/models?output_modalities=image lists the models',
  },
  {
    path: '/api/v1/images/models/{author}/{slug}/endpoints',
    reason: 'its prices are in no list that is mirrored; /api/v1/models/{author}/{slug}/endpoints has the endpoints',
  },
  {
    path: '/api/v1/videos/models',
    reason:
      'its capability descriptors are in no list that is mirrored; /api/v1/models?output_modalities=video lists the models',
  },
]

/** Says so, rather than 404: the route exists at OpenRouter. */
export function notSupportedRoutes(router: Router, ctx: HttpContext): void {
  for (const { path, reason } of notSupported) {
    getOnly(router, ctx, path.replaceAll(/\{(\w+)\}/g, ':$1'), () =>
      Promise.reject(new HttpProblem(501, `this route of OpenRouter cannot be answered: ${reason}`)),
    )
  }
}
