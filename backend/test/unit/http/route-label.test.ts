import { describe, expect, it } from 'vitest'
import { createRouteLabel, unknownRoute } from '../../../src/http/route-matcher.js'
import { views } from '../../../src/http/routes/page.js'
import { operations } from '../../contract/helpers/contract.js'

const routeOf = createRouteLabel((path) => path === '/favicon.svg')

describe('the label of a route', () => {
  it.each(operations.map(({ path }) => path))('is a template for every route of the contract: %s', (path) => {
    const asked = path.replace('{author}/{slug}', 'openai/gpt-4o:free').replace('{id}', 'openai%2Fgpt-4o')
    const label = routeOf(`${asked}?limit=1`)
    expect(label).not.toBe(unknownRoute)
    expect(label).not.toContain('gpt')
  })

  it.each(views)('is one for every view of the page: %s', (view) => {
    expect(routeOf(view.replace('*id', 'openai/gpt-4o'))).toBe(view.replace('*id', '{id}'))
  })

  it.each([
    ['/api/models/a/b/history', '/api/models/{id}/history'],
    ['/api/v1/models/a/b/endpoints', '/api/v1/models/{id}/endpoints'],
    ['/assets/index-x4PSd2ny.css', '/assets/{file}'],
    ['/favicon.svg', '/{file}'],
    ['/api/models/', unknownRoute],
    ['/nowhere', unknownRoute],
    ['/assets/a/b', unknownRoute],
    ['*', unknownRoute],
    ['', unknownRoute],
  ])('of %s is %s', (path, label) => {
    expect(routeOf(path)).toBe(label)
  })

  it('is one of few, whatever is asked for', () => {
    const labels = new Set<string>()
    for (let nr = 0; nr < 2_000; nr++)
      for (const root of [
        '/',
        '/api/',
        '/api/models/',
        '/api/v1/models/',
        '/models/',
        '/assets/',
        '/docs/',
        '/api/quarantine/',
      ])
        labels.add(routeOf(`${root}${nr}?${nr}`))
    expect(labels.size).toBeLessThan(10)
  })
})
