import { notSupported } from './routes/not-supported.js'

/** The template of the route that a raw URL asks for, out of a set that no client can make larger. */
export type RouteLabel = (url: string) => string

/** What is at no route: one label for all of it. */
export const unknownRoute = 'unknown'

const exact = [
  ['/', '/compare', '/status', '/changes', '/docs', '/docs/', '/llms.txt'],
  ['/livez', '/readyz', '/health', '/health/database', '/health/cache', '/health/models', '/metrics'],
  [
    '/api/models',
    '/api/models/count',
    '/api/facets',
    '/api/providers',
    '/api/changes',
    '/api/changes/stream',
    '/api/changes.atom',
    '/api/changes.json',
    '/api/diff',
    '/api/syncs',
  ],
  ['/api/refresh', '/api/quarantine', '/api/cache/invalidate', '/api/cache/stats', '/api/openapi.json'],
  ['/api/v1/models', '/api/v1/models/count', '/api/v1/embeddings/models', '/api/v1/providers'],
  notSupported.map(({ path }) => path),
].flat()

/** The first that fits. A model's id may hold slashes. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/^\/api\/v1\/images\/models\/[^/]+\/[^/]+\/endpoints$/, '/api/v1/images/models/{author}/{slug}/endpoints'],
  [/^\/api\/models\/.+\/history$/, '/api/models/{id}/history'],
  [/^\/api\/models\/.+\/endpoints$/, '/api/models/{id}/endpoints'],
  [/^\/api\/v1\/models\/.+\/endpoints$/, '/api/v1/models/{id}/endpoints'],
  [/^\/api\/models\/./, '/api/models/{id}'],
  [/^\/api\/v1\/models\/./, '/api/v1/models/{id}'],
  [/^\/api\/v1\/model\/./, '/api/v1/model/{id}'],
  [/^\/api\/quarantine\/[^/]+\/approve$/, '/api/quarantine/{id}/approve'],
  [/^\/models\/./, '/models/{id}'],
  [/^\/assets\/[^/]+$/, '/assets/{file}'],
  [/^\/docs\/[^/]+$/, '/docs/{file}'],
]

/** `hasFile` tells which paths are files of the page. */
export function createRouteLabel(hasFile: (path: string) => boolean): RouteLabel {
  const known = new Map(exact.map((path) => [path, path])) // what is given is never a piece of what a client sent
  return (url) => {
    const end = url.indexOf('?')
    const path = end === -1 ? url : url.slice(0, end)
    const route = known.get(path)
    if (route !== undefined) return route
    const pattern = patterns.find(([shape]) => shape.test(path))
    if (pattern !== undefined) return pattern[1]
    return hasFile(path) ? '/{file}' : unknownRoute
  }
}
