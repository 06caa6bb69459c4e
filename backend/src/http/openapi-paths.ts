import { cacheStatsResponseSchema, cacheStatsSchema, invalidateRequestSchema, invalidateResultSchema } from '@modelkeep/catalog/contract/cache'
import { endpointsSchema, providersSchema } from '@modelkeep/catalog/contract/documents'
import { facetsResponseSchema } from '@modelkeep/catalog/contract/facets'
import { aliveSchema, databaseHealthSchema, healthSchema, modelsHealthSchema } from '@modelkeep/catalog/contract/health'
import { modelCountSchema, modelListSchema, oneModelSchema } from '@modelkeep/catalog/contract/models'
import { contractSchema } from '@modelkeep/catalog/contract/openapi-document'
import { quarantineListSchema } from '@modelkeep/catalog/contract/quarantine'
import { oneSyncSchema, syncListSchema } from '@modelkeep/catalog/contract/syncs'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import { listQuerySchema } from '@modelkeep/catalog/query/list-parameters'
import * as z from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import * as example from './openapi/examples.js'
import { historyPaths } from './openapi-history.js'
import { operation, type OperationOptions } from './openapi/operation.js'
import {
  cannotAnswer,
  databaseAway,
  methodNotAllowed,
  noCopyYet,
  noSuchDocument,
  noSuchModel,
  notApprovable,
  notJson,
  notKeptAside,
  notReady,
  notReadyOrPastAway,
  overloaded,
  refreshNotPossible,
  tooLarge,
  tooMany,
} from './openapi/errors.js'
import { asOfSchema, embeddingsPageSchema, syncPageSchema } from './bodies/paging.js'
import { notSupported } from './routes/not-supported.js'

const orNotFound = 'Where there is no such model: 404.'
const modelId = z.object({
  id: modelIdSchema.meta({
    description: `The id of a model: \`author/slug\`, \`author/slug:variant\` or \`~author/alias\`, raw or percent-encoded. ${orNotFound}`,
    example: 'openai/gpt-4o',
  }),
})
const authorAndSlug = z.object({
  author: z.string().meta({ description: `What stands before the \`/\` of the id. ${orNotFound}`, example: 'openai' }),
  slug: z.string().meta({ description: `What stands behind it, with the variant. ${orNotFound}`, example: 'gpt-4o' }),
})
const quarantineId = z.object({
  id: z.int().min(1).meta({
    description:
      'The id of an entry of the quarantine, as `GET /api/quarantine` gives it. No whole number: 400; not there: 404.',
    example: 7,
  }),
})

type Options = Omit<OperationOptions, 'id' | 'summary' | 'tag'>

const fromCatalogue = (id: string, summary: string, options: Options): ZodOpenApiOperationObject =>
  operation({ id, summary, tag: 'Models', catalogue: true, ...options })
const forAdmin = (id: string, summary: string, options: Options): ZodOpenApiOperationObject =>
  operation({ id, summary, tag: 'Administration', admin: true, ...options })
const forOperation = (id: string, summary: string, options: Options): ZodOpenApiOperationObject =>
  operation({ id, summary, tag: 'Operations', ...options })

const oneModel = (id: string, path: z.ZodObject): ZodOpenApiOperationObject =>
  fromCatalogue(id, 'One model', {
    path,
    query: asOfSchema,
    answer: oneModelSchema,
    example: { data: example.model },
    problems: { 404: noSuchModel, 503: notReadyOrPastAway },
  })

function modelPaths(root: '/api' | '/api/v1', name: string, note: string): ZodOpenApiPathsObject {
  const list = fromCatalogue(`list${name}`, 'The catalogue', {
    description: `${note} \`limit\` and \`offset\` make pages; \`links.next\` leads to the next one. With \`use_rss=true\` the answer is RSS 2.0, newest first. \`as_of\` and \`removed\` are answered from the database.`,
    also: {
      'application/rss+xml': {
        schema: z.string(),
        example: '<?xml version="1.0" encoding="utf-8"?><rss version="2.0">…</rss>',
      },
    },
    query: listQuerySchema,
    answer: modelListSchema,
    example: { data: [example.model], total_count: 421, links: { next: `${root}/models?limit=1&offset=1` } },
    problems: { 503: notReadyOrPastAway },
  })
  const count = fromCatalogue(`count${name}`, 'How many models match', {
    description: `Takes the parameters of \`${root}/models\`, with the same default; pages make no difference.`,
    query: listQuerySchema,
    answer: modelCountSchema,
    example: { data: { count: 421 } },
    problems: { 503: notReadyOrPastAway },
  })
  return {
    [`${root}/models`]: { get: list },
    [`${root}/models/count`]: { get: count },
    [`${root}/models/{id}`]: { get: oneModel(`get${name}`, modelId) },
  }
}

const listSyncs = operation({
  id: 'listSyncs',
  tag: 'History',
  summary: 'The sync log, newest first',
  description: '`links.next` leads to older ones.',
  query: syncPageSchema,
  answer: syncListSchema,
  example: { data: [example.sync], links: { next: '/api/syncs?limit=1&before=1042' } },
  problems: { 503: databaseAway },
})

const refresh = forAdmin('refresh', 'Sync now, and wait for it', {
  description:
    'Whatever the age of the catalogue; but not past the lease of another replica, nor past an open breaker. Answers with the sync, however it ended: see its `status`.',
  answer: oneSyncSchema,
  example: { data: example.sync },
  problems: { 503: refreshNotPossible },
})

const listQuarantine = forAdmin('listQuarantine', 'What was kept aside', {
  description: 'The newest 100, newest first; one entry a distinct payload.',
  answer: quarantineListSchema,
  example: { data: [example.quarantined] },
  problems: { 503: databaseAway },
})

const approve = forAdmin('approveQuarantined', 'Believe a list that lost many models', {
  description:
    'Commits a list that was kept aside as `shrunk`, as of the time at which it was last seen, and serves it.',
  path: quarantineId,
  answer: oneSyncSchema,
  example: { data: { ...example.sync, source: 'approval', removed: 200 } },
  problems: { 404: notKeptAside, 409: notApprovable, 503: databaseAway },
})

const invalidate = forAdmin('invalidateCache', 'Drop cached answers and look for news', {
  description:
    'Drops all of them, or the one under `key`; marks the catalogue stale, and starts one revalidation, database first. Reads go on meanwhile.',
  body: { schema: invalidateRequestSchema, example: { key: '/api/models' } },
  answer: invalidateResultSchema,
  example: {
    success: true,
    message: '1 cached answer dropped; a revalidation was started',
    invalidated_keys: ['/api/models'],
  },
  problems: { 413: tooLarge, 415: notJson },
})

const alive = { answer: aliveSchema, example: { status: 'ok' } }

const endpoints = (name: string): ZodOpenApiOperationObject =>
  fromCatalogue(`get${name}Endpoints`, 'Who hosts a model', {
    description:
      'As OpenRouter answers it, mirrored on demand: the first question is passed on, later ones are answered from the copy, whatever its age. Also by the canonical slug of a model.',
    path: authorAndSlug,
    answer: endpointsSchema,
    example: {
      data: { id: 'openai/gpt-4o', endpoints: [{ name: 'OpenAI | openai/gpt-4o', provider_name: 'OpenAI' }] },
    },
    problems: { 404: noSuchModel, 503: noCopyYet },
  })

const providers = (name: string): ZodOpenApiOperationObject =>
  fromCatalogue(`list${name}Providers`, 'Who hosts models', {
    description: 'As OpenRouter answers it, mirrored on demand.',
    answer: providersSchema,
    example: { data: [{ name: 'OpenAI', slug: 'openai' }] },
    problems: { 404: noSuchDocument, 503: noCopyYet },
  })

const facets = fromCatalogue('getFacets', 'Values to filter by, with counts', {
  description:
    'What a filter rail shows: each value of a filter, with how many models it would leave. Takes the parameters of the list; order and pages make no difference.',
  query: listQuerySchema,
  answer: facetsResponseSchema,
  example: { data: example.facets },
  problems: { 503: notReadyOrPastAway },
})

const embeddings = fromCatalogue('listEmbeddingModels', 'Models that give back embeddings', {
  query: embeddingsPageSchema,
  answer: modelListSchema,
  example: { data: [example.model], total_count: 31, links: { next: null } },
})

/** Routes of OpenRouter that exist here only to say why they cannot be answered. */
const unanswered: ZodOpenApiPathsObject = Object.fromEntries(
  notSupported.map(({ path, reason }, nr) => {
    const parameters = path.includes('{author}') ? { requestParams: { path: authorAndSlug } } : {}
    const get: ZodOpenApiOperationObject = {
      operationId: `notSupported${nr + 1}`,
      summary: 'Not answered',
      description: `This route of OpenRouter cannot be answered: ${reason}.`,
      tags: ['Models'],
      ...parameters,
      responses: { 405: methodNotAllowed, 429: tooMany, 501: cannotAnswer, 503: overloaded },
    }
    return [path, { get }]
  }),
)

/** Every route of the program. */
export const paths: ZodOpenApiPathsObject = {
  ...modelPaths('/api', 'Models', 'Without parameters: every model, in upstream order, as upstream sent it.'),
  ...modelPaths(
    '/api/v1',
    'OpenRouterModels',
    'For clients of OpenRouter: `output_modalities` is `text` unless given, and the fields that OpenRouter promises are always there.',
  ),
  '/api/v1/model/{author}/{slug}': { get: oneModel('getOpenRouterModelBySlug', authorAndSlug) },
  '/api/facets': { get: facets },
  '/api/v1/embeddings/models': { get: embeddings },
  '/api/models/{author}/{slug}/endpoints': { get: endpoints('Model') },
  '/api/v1/models/{author}/{slug}/endpoints': { get: endpoints('OpenRouterModel') },
  '/api/providers': { get: providers('') },
  '/api/v1/providers': { get: providers('OpenRouter') },
  ...unanswered,
  ...historyPaths,
  '/api/syncs': { get: listSyncs },
  '/api/refresh': { post: refresh },
  '/api/quarantine': { get: listQuarantine },
  '/api/quarantine/{id}/approve': { post: approve },
  '/api/cache/invalidate': { post: invalidate },
  '/api/cache/stats': {
    get: forAdmin('cacheStats', 'Figures of the response cache', {
      answer: cacheStatsResponseSchema,
      example: { data: example.cacheStats },
    }),
  },
  '/livez': { get: forOperation('livez', 'The process is alive', { always: true, ...alive, cannotFail: true }) },
  '/readyz': {
    get: forOperation('readyz', 'A catalogue is loaded', {
      always: true,
      ...alive,
      description: 'Asks no dependency.',
      problems: { 503: notReady },
    }),
  },
  '/health': {
    get: forOperation('health', 'How the program is', {
      always: true,
      description: 'Always 200: read `status`.',
      answer: healthSchema,
      example: example.health,
    }),
  },
  '/health/database': {
    get: forOperation('databaseHealth', 'The database: state, pool, round trip', {
      always: true,
      description: 'Measures a round trip, within 5 s.',
      answer: databaseHealthSchema,
      example: example.databaseHealth,
    }),
  },
  '/health/cache': {
    get: forOperation('cacheHealth', 'The response cache', {
      always: true,
      answer: cacheStatsSchema,
      example: example.cacheStats,
    }),
  },
  '/health/models': {
    get: forOperation('modelsHealth', 'Each tier: state, age, last sync', {
      always: true,
      answer: modelsHealthSchema,
      example: example.modelsHealth,
    }),
  },
  '/metrics': {
    get: forOperation('metrics', 'What happened, for Prometheus', {
      always: true,
      description:
        'Requests, cache, catalogue, syncs, upstream, database and process, in the text format of Prometheus. Asks no dependency.',
      contentType: 'text/plain',
      answer: z.string(),
      example:
        '# HELP modelkeep_snapshot_age_seconds …\n# TYPE modelkeep_snapshot_age_seconds gauge\nmodelkeep_snapshot_age_seconds 42.1\n',
    }),
  },
  '/api/openapi.json': {
    get: forOperation('contract', 'This contract', {
      answer: contractSchema,
      example: { openapi: '3.1.0' },
      cannotFail: true,
    }),
  },
  '/llms.txt': {
    get: forOperation('forAgents', 'What this is and how to ask it, for agents', {
      description: 'Markdown, as llmstxt.org has it: the routes and parameters in short, with examples.',
      contentType: 'text/plain',
      answer: z.string(),
      example: '# Modelkeep\n\n> A copy of the AI-model catalogue that OpenRouter publishes …\n',
      cannotFail: true,
    }),
  },
}
