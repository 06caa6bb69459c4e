import * as z from 'zod'
import { modelCachePolicy, modelServices } from '../../bodies/model-responses.js'
import { plain, rssQueryOf } from '../../bodies/models.js'
import { respondWithRss } from '../../bodies/rss.js'
import { notReadyOrHistoryUnavailable } from '../../openapi/errors.js'
import { defineRoute } from '../../route.js'

export const modelsRss = defineRoute({
  method: 'GET',
  path: '/api/models.rss',
  query: rssQueryOf(plain),
  responses: {
    'application/rss+xml': {
      schema: z.string(),
      example: '<?xml version="1.0" encoding="utf-8"?><rss version="2.0">…</rss>',
    },
  },
  docs: {
    id: 'getModelsRssFeed',
    tag: 'Models',
    summary: 'Models as RSS 2.0',
    description:
      'The list of models for feed readers, with the same parameters, newest first unless sorted otherwise. The lists return the same with `use_rss=true`, as OpenRouter does.',
    errors: { 503: notReadyOrHistoryUnavailable },
  },
  access: 'public',
  cache: modelCachePolicy,
  load: 'work',
  services: modelServices,
  handle: ({ query }, services) => respondWithRss(services, query),
})
