import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { contractText } from '../../src/http/openapi/contract.js'
import { allRoutes, apiRoutes } from '../../src/http/routes/routes.js'
import { contractUrl, expectValid, operations, validator } from './helpers/contract.js'

describe('contracts/openapi.json', () => {
  it('equals the generated contract (otherwise: npm run contract)', () => {
    expect(readFileSync(contractUrl, 'utf8')).toBe(contractText())
  })

  it('documents every route except those of the page and the API viewer', () => {
    const undocumented = allRoutes({ files: new Map() }).filter(({ docs }) => docs === null)
    expect(undocumented.map(({ path }) => path)).toEqual([
      '/docs',
      '/docs/',
      '/docs/{file}',
      '/',
      '/models',
      '/models/{+id}',
      '/authors/{author}',
      '/compare',
      '/cost',
      '/status',
      '/changes',
    ])
    expect(operations).toHaveLength(apiRoutes.length)
  })
})

describe('the operations of the contract', () => {
  const verbs =
    /^(?:list|get|count|stream|refresh|approve|invalidate|price|create|update|delete|test|replay|send)[A-Z][A-Za-z]+$/

  it('have unique names that begin with a verb', () => {
    const names = operations.map(({ operationId }) => operationId)
    expect(names.filter((name) => !verbs.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    expect(operations.find(({ path }) => path === '/api/models/{id}')?.operationId).toBe('getModel')
    expect(operations.find(({ path }) => path === '/api/v1/models/{id}')?.operationId).toBe('getOpenRouterModel')
  })

  it('are named list exactly if they return a list of things', () => {
    for (const { operationId, responses } of operations.filter(({ method }) => method === 'GET')) {
      const { example } = responses['200']?.content?.['application/json'] ?? {}
      if (example === undefined) continue
      const { data } = example as { data?: unknown }
      const isList = Array.isArray(data) || Array.isArray((data as { endpoints?: unknown } | undefined)?.endpoints)
      expect([operationId, operationId.startsWith('list')]).toEqual([operationId, isList])
    }
  })

  it('return one type for each status, whatever its media type, so that a generated client gets no union', () => {
    const streams = ['application/x-ndjson', 'text/event-stream'] // read one by one
    for (const { operationId, responses } of operations)
      for (const [status, { content = {} }] of Object.entries(responses)) {
        const documents = Object.entries(content).filter(([type]) => !streams.includes(type))
        const schemas = new Set(documents.map(([, { schema }]) => JSON.stringify(schema)))
        expect(schemas.size, `${operationId} ${status}`).toBeLessThanOrEqual(1)
      }
  })
})

describe.each(operations)('the contract of $method $path', (operation) => {
  const contents = Object.entries(operation.responses).flatMap(([status, { content = {} }]) =>
    Object.entries(content).map(([type, one]) => ({ status, type, one })),
  )

  it.each(operation.parameters)('describes $name with a valid example', ({ description, schema }) => {
    expect(description?.length).toBeGreaterThan(20)
    expect(validator(schema!).safeParse(schema!['example']).error?.issues ?? []).toEqual([])
  })

  it.each(contents)('has a valid example of a $status', ({ one, status, type }) => {
    expect(one.example).toBeDefined()
    expectValid(one, one.example)
    const expected =
      type === 'application/problem+json' ? { status: Number(status), error: { code: Number(status) } } : {}
    expect(one.example).toMatchObject(expected)
  })

  it('has a valid example of the request body', () => {
    for (const content of Object.values(operation.requestBody?.content ?? {})) expectValid(content, content.example)
    expect(operation.description).toMatch(/\.$/)
  })

  it('describes every header of every response, including the request id', () => {
    for (const { headers } of Object.values(operation.responses)) {
      expect(Object.keys(headers ?? {})).toContain('X-Request-Id')
      for (const header of Object.values(headers ?? {})) expect(header.description?.length).toBeGreaterThan(10)
    }
  })
})

describe('a schema of the contract', () => {
  const problem = {
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail: 'no',
    error: { code: 404, message: 'no', type: 'not_found' },
  }

  it.each([
    ['a field that is missing', 'Problem', { ...problem, detail: undefined }],
    ['a field that is not documented', 'Problem', { ...problem, stack: 'at …' }],
    ['a wrong type', 'Problem', { ...problem, error: { ...problem.error, code: '404' } }],
    ['a number out of range', 'ModelCount', { data: { count: -1 } }],
    ['a price that is a number', 'OneModel', { data: { id: 'a/b', name: 'B', pricing: { prompt: 1 } } }],
    ['an unknown word', 'Alive', { status: 'dead' }],
  ])('rejects %s', (_, schema, value) => {
    expect(validator({ $ref: `#/components/schemas/${schema}` }).safeParse(value).success).toBe(false)
  })
})
