import * as api from '@modelkeep/catalog/api'
import { listQuerySchema } from '@modelkeep/catalog/query'
import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject, type ZodOpenApiResponsesObject } from 'zod-openapi'
import { syncPageSchema } from './routes/syncs.js'

const json = (schema: z.ZodType) => ({ 'application/json': { schema } })
const problem = (description: string) => ({ description, content: { 'application/problem+json': { schema: api.problemSchema } } })

const freshness = z.object({
  ETag: z.string().meta({ description: 'Hash of the content, and the encoding', example: '"3Jx0kV2mTq9bY7cR5aZ1wQ-br"' }),
  'Last-Modified': z.string().meta({ description: 'When the catalogue last changed' }),
  Age: z.string().meta({ description: 'Seconds since upstream last confirmed this catalogue (RFC 9111)', example: '42' }),
  'Cache-Control': z.string(),
  'Cache-Status': z.string().meta({ description: 'RFC 9211', example: 'modelkeep; hit; ttl=258' }),
  'X-Data-Source': api.tierSchema,
})

interface RouteOptions {
  id: string
  summary: string
  tag: string
  answer: z.ZodType
  description?: string
  /** Answers with the freshness headers, and 304. */
  catalogue?: boolean
  admin?: boolean
  query?: z.ZodObject
  path?: z.ZodObject
  body?: z.ZodType
  problems?: Readonly<Record<number, string>>
}

function operation(options: RouteOptions): ZodOpenApiOperationObject {
  const { id, summary, tag, answer, description, catalogue, admin, query, path, body, problems } = options
  const ok = { description: summary, content: json(answer), ...(catalogue && { headers: freshness }) }
  const responses: ZodOpenApiResponsesObject = { '200': ok }
  if (catalogue) responses['304'] = { description: 'What the client has is still right (If-None-Match, If-Modified-Since)' }
  responses['400'] = problem('A parameter is wrong or not known; the answer names it')
  if (admin) responses['401'] = problem('The admin token is missing or wrong')
  if (admin) responses['403'] = problem('Administration is off: no ADMIN_TOKEN is set')
  for (const [status, text] of Object.entries(problems ?? {})) responses[status as '404'] = problem(text)
  responses['405'] = problem('The method is not one of this route')
  responses['500'] = problem('A fault of the program')
  return {
    operationId: id,
    summary,
    description: description ?? summary,
    tags: [tag],
    ...((query || path) && { requestParams: { ...(query && { query }), ...(path && { path }) } }),
    ...(body && { requestBody: { required: false, content: json(body) } }),
    ...(admin && { security: [{ admin: [] }] }),
    responses,
  }
}

const databaseAway = 'The answer needs the database, which cannot be used now; `Retry-After` says when to try again'
const modelId = z.object({
  id: z.string().meta({ description: 'The id of a model, raw or percent-encoded; it holds a `/`', example: 'openai/gpt-4o' }),
})
const quarantineId = z.object({ id: z.string().meta({ description: 'The id of an entry of the quarantine', example: '7' }) })

function modelPaths(root: '/api' | '/api/v1', name: string, note: string): ZodOpenApiPathsObject {
  const tag = 'Models'
  return {
    [`${root}/models`]: { get: operation({ id: `list${name}`, tag, summary: 'The catalogue', description: note, answer: api.modelListSchema, catalogue: true, query: listQuerySchema }) },
    [`${root}/models/count`]: { get: operation({ id: `count${name}`, tag, summary: 'How many models match', answer: api.modelCountSchema, catalogue: true, query: listQuerySchema }) },
    [`${root}/models/{id}`]: { get: operation({ id: `get${name}`, tag, summary: 'One model', answer: api.oneModelSchema, catalogue: true, path: modelId, problems: { 404: 'There is no model of that id' } }) },
  }
}

const paths: ZodOpenApiPathsObject = {
  ...modelPaths('/api', 'Models', 'Without parameters: every model, in upstream order, as upstream sent it.'),
  ...modelPaths('/api/v1', 'OpenRouterModels', 'For clients of OpenRouter: `output_modalities` is `text` unless given, and the fields that OpenRouter promises are always there.'),
  '/api/v1/model/{id}': { get: operation({ id: 'getOpenRouterModel', tag: 'Models', summary: 'One model, by author and slug', answer: api.oneModelSchema, catalogue: true, path: modelId, problems: { 404: 'There is no model of that id' } }) },
  '/api/syncs': { get: operation({ id: 'listSyncs', tag: 'History', summary: 'The sync log, newest first', answer: api.syncListSchema, query: syncPageSchema, problems: { 503: databaseAway } }) },
  '/api/refresh': { post: operation({ id: 'refresh', tag: 'Administration', summary: 'Sync now, and wait for it', answer: api.oneSyncSchema, admin: true, problems: { 503: 'Another replica is at it and does not finish, or the database is away' } }) },
  '/api/quarantine': { get: operation({ id: 'listQuarantine', tag: 'Administration', summary: 'What was kept aside, newest first', answer: api.quarantineListSchema, admin: true, problems: { 503: databaseAway } }) },
  '/api/quarantine/{id}/approve': {
    post: operation({ id: 'approveQuarantined', tag: 'Administration', summary: 'Believe a list that lost many models', answer: api.oneSyncSchema, admin: true, path: quarantineId, problems: { 404: 'There is no such entry', 409: 'It cannot be approved; the answer says why', 503: databaseAway } }),
  },
  '/api/cache/invalidate': {
    post: operation({ id: 'invalidateCache', tag: 'Administration', summary: 'Drop cached answers and look for news', answer: api.invalidateResultSchema, admin: true, body: api.invalidateRequestSchema, problems: { 413: 'The body is too large', 415: 'The body is not JSON' } }),
  },
  '/api/cache/stats': { get: operation({ id: 'cacheStats', tag: 'Administration', summary: 'Figures of the response cache', answer: api.cacheStatsAnswerSchema, admin: true }) },
  '/livez': { get: operation({ id: 'livez', tag: 'Operations', summary: 'The process is alive', answer: api.aliveSchema }) },
  '/readyz': { get: operation({ id: 'readyz', tag: 'Operations', summary: 'A snapshot is loaded', answer: api.aliveSchema, problems: { 503: 'No snapshot is loaded yet' } }) },
  '/health': { get: operation({ id: 'health', tag: 'Operations', summary: 'How the program is', answer: api.healthSchema }) },
  '/health/database': { get: operation({ id: 'databaseHealth', tag: 'Operations', summary: 'The database: state, pool, round trip', answer: api.databaseHealthSchema }) },
  '/health/cache': { get: operation({ id: 'cacheHealth', tag: 'Operations', summary: 'The response cache', answer: api.cacheStatsSchema }) },
  '/health/models': { get: operation({ id: 'modelsHealth', tag: 'Operations', summary: 'Each tier: state, age, last sync', answer: api.modelsHealthSchema }) },
  '/api/openapi.json': { get: operation({ id: 'contract', tag: 'Operations', summary: 'This contract', answer: z.looseObject({ openapi: z.string() }).meta({ id: 'Contract' }) }) },
}

/** The OpenAPI 3.1 description of every route, made from the schemas that the program itself uses. */
export function createContract(): ReturnType<typeof createDocument> {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Modelkeep',
      version: '0.1.0',
      description: 'Every catalogue answer says how old it is (`Age`) and where it was loaded from (`X-Data-Source`). Errors are RFC 9457 problem details with the `error` member of OpenRouter.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/', description: 'The server that gave this contract' }],
    tags: [
      { name: 'Models', description: 'The catalogue' },
      { name: 'History', description: 'What was observed' },
      { name: 'Administration', description: 'With the admin token' },
      { name: 'Operations', description: 'For probes and for people' },
    ],
    security: [],
    components: { securitySchemes: { admin: { type: 'http', scheme: 'bearer', description: 'The value of ADMIN_TOKEN' } } },
    paths,
  })
}
