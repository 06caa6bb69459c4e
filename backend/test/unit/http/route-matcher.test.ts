import { describe, expect, it } from 'vitest'
import { createRouteMatcher, expressPath, unknownRoute } from '../../../src/http/route-matcher.js'
import { allRoutes } from '../../../src/http/routes/routes.js'
import { createCachedResponse } from '../../../src/http/response/cached-response.js'

const files = new Map(
  ['/favicon.svg', '/assets/index-x4PSd2ny.css'].map((path) => [path, createCachedResponse('', null)]),
)
const routes = allRoutes({ files })
const match = createRouteMatcher(routes)
const labelOf = (url: string): string => match(url).label

const filled = (template: string): string =>
  template.replaceAll(/\{\+\w+\}/g, 'openai/gpt-4o:free').replaceAll(/\{\w+\}/g, '7')

describe('the match of a route', () => {
  it.each(routes.map((route) => [route.path, route] as const))(
    'is the route itself, not a more general one before it: %s',
    (path, route) => {
      const { label, load } = match(`${filled(path)}?limit=1`)
      expect({ label, load }).toEqual({ label: route.label ?? path.replace('{+', '{'), load: route.load })
      expect(label).not.toContain('gpt')
    },
  )

  it.each([
    ['/api/models/a/b/history', '/api/models/{id}/history'],
    ['/api/v1/models/a/b/endpoints', '/api/v1/models/{id}/endpoints'],
    ['/assets/index-x4PSd2ny.css', '/assets/{file}'],
    ['/favicon.svg', '/{file}'],
    ['/api/models/', unknownRoute.label],
    ['/nowhere', unknownRoute.label],
    ['/assets/a/b', unknownRoute.label],
    ['*', unknownRoute.label],
    ['', unknownRoute.label],
  ])('of %s has the label %s', (path, label) => {
    expect(labelOf(path)).toBe(label)
  })

  it('has one of few labels, whatever is requested', () => {
    const labels = new Set<string>()
    const roots = [
      '/',
      '/api/',
      '/api/models/',
      '/api/v1/models/',
      '/models/',
      '/assets/',
      '/docs/',
      '/api/quarantine/',
    ]
    for (let nr = 0; nr < 2_000; nr++) for (const root of roots) labels.add(labelOf(`${root}${nr}?${nr}`))
    expect(labels.size).toBeLessThan(10)
  })

  it.each([
    ['/livez', 'exempt'],
    ['/health/models?x', 'exempt'],
    ['/metrics', 'scrape'],
    ['/api/changes/stream?kind=price_changed', 'light'],
    ['/models/a/b?from=1', 'light'],
    ['/favicon.svg', 'light'],
    ['/api/models?q=x', 'work'],
    ['/healthy', 'work'],
    ['/nowhere', 'work'],
  ])('of %s has the load class %s', (url, load) => {
    expect(match(url).load).toBe(load)
  })
})

it.each([
  ['/api/models/{+id}/history', '/api/models/*id/history'],
  ['/api/quarantine/{id}/approve', '/api/quarantine/:id/approve'],
])('writes the template %s for Express as %s', (template, path) => {
  expect(expressPath(template)).toBe(path)
})
