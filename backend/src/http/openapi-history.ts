// What changed, and what things were: the operations of the contract, and their examples.
import { type CatalogueDiff, catalogueDiffResponseSchema } from '@modelkeep/catalog/contract/catalogue-diff'
import { type ListedChange, changeListSchema } from '@modelkeep/catalog/contract/changes'
import { type ModelHistory, modelHistoryResponseSchema } from '@modelkeep/catalog/contract/model-history'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import * as z from 'zod'
import type { ZodOpenApiOperationObject, ZodOpenApiPathsObject } from 'zod-openapi'
import { changesPageSchema } from '../history/changes/page-cursor.js'
import { changeFeedSchema } from './routes/change-feeds.js'
import { changeStreamSchema } from './routes/change-stream.js'
import { diffSchema } from '../history/diff.js'
import { operation, type OperationOptions } from './openapi/operation.js'
import { databaseAway, neverAModel } from './openapi/errors.js'

const at = '2026-08-22T14:05:00.000Z'
const earlier = '2026-05-01T12:00:00.000Z'

const change: ListedChange = {
  seq: 20_417,
  observed_at: at,
  model_id: 'openai/gpt-4o',
  name: 'OpenAI: GPT-4o',
  author: 'openai',
  kind: 'price_changed',
  field: 'pricing.prompt',
  before: '0.0000025',
  after: '0.000002',
  percent: -20,
  scheduled: false,
  flapping: null,
  removed_at: null,
  removed_seq: null,
}

const { kind, field, before, after, percent, scheduled } = change
const history: ModelHistory = {
  id: 'openai/gpt-4o',
  name: 'OpenAI: GPT-4o',
  present: true,
  first_seen: earlier,
  last_seen: '2026-08-22T14:09:00.000Z',
  gaps: [],
  versions: [
    { observed_at: at, changes: [{ kind, field, before, after, percent, scheduled }] },
    {
      observed_at: earlier,
      changes: [
        {
          kind: 'model_added',
          field: null,
          before: null,
          after: { name: 'OpenAI: GPT-4o' },
          percent: null,
          scheduled: false,
        },
      ],
    },
  ],
  series: [
    {
      field: 'pricing.prompt',
      steps: [
        { from: earlier, to: at, value: '0.0000025' },
        { from: at, to: null, value: '0.000002' },
      ],
    },
  ],
}

const diff: CatalogueDiff = {
  from: { moment: '2026-05-01T00:00:00.000Z', observed_at: '2026-04-30T23:57:00.000Z', reason: null },
  to: { moment: at, observed_at: at, reason: null },
  added: [{ id: 'openai/gpt-5', name: 'OpenAI: GPT-5' }],
  removed: [],
  changed: [{ id: 'openai/gpt-4o', name: 'OpenAI: GPT-4o', changes: [{ kind, field, before, after, percent }] }],
  schema: [{ field: 'pricing.web_search', before: 0, after: 331 }],
}

const fromHistory = (options: Omit<OperationOptions, 'tag'>): ZodOpenApiOperationObject =>
  operation({ tag: 'History', catalogue: true, ...options, problems: { 503: databaseAway, ...options.problems } })

function feed(
  id: string,
  format: string,
  contentType: string,
  example: unknown,
  answer: z.ZodType,
): ZodOpenApiOperationObject {
  return fromHistory({
    id,
    summary: `What changed, as ${format}`,
    description: 'The list of changes for feed readers, newest first, with the same filters. Ids of entries stay.',
    query: changeFeedSchema,
    contentType,
    answer,
    example,
  })
}

export const historyPaths: ZodOpenApiPathsObject = {
  '/api/changes': {
    get: fromHistory({
      id: 'listChanges',
      summary: 'What changed, newest first',
      description:
        '`links.next` leads to older ones, with the same parameters; what is added meanwhile is on none of those pages. All parameters must hold. They are asked of what is shown: a price that goes to and fro, each time within 24 hours, is one change, where it last moved, with `flapping`. What only a schedule of time windows moved is left out unless `scheduled=true`. Benchmarks never make a change.',
      query: changesPageSchema,
      answer: changeListSchema,
      example: { data: [change], links: { next: '/api/changes?limit=1&cursor=MTc4NzQwNzUwMDAwMC4yMDQxNy4yMDQyMA' } },
    }),
  },
  '/api/changes/stream': {
    get: operation({
      id: 'streamChanges',
      tag: 'History',
      summary: 'What changes, as it becomes known',
      description:
        'Server-sent events. `change`: one change, as in `/api/changes`, each by itself (a price that goes to and fro is told each time); its id is the `seq`. `reset`: the id that was given is not there or too old: ask `/api/changes` and go on from here. A comment every 15 s. With `Last-Event-ID`, on any replica, it goes on after that change, without a gap and without a repeat. What an import adds to the past is not told. A reader that does not keep up for 30 s is cut.',
      query: changeStreamSchema,
      contentType: 'text/event-stream',
      answer: z.string(),
      example: `retry: 3000\n: still here\nid: 20416\n\nid: 20417\nevent: change\ndata: ${JSON.stringify(change)}\n\n`,
      problems: { 503: databaseAway },
    }),
  },
  '/api/changes.atom': {
    get: feed(
      'changesAsAtom',
      'Atom (RFC 4287)',
      'application/atom+xml',
      '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">…</feed>',
      z.string(),
    ),
  },
  '/api/changes.json': {
    get: feed(
      'changesAsJsonFeed',
      'JSON Feed',
      'application/feed+json',
      { version: 'https://jsonfeed.org/version/1', title: 'AI model changes', items: [] },
      z
        .looseObject({ version: z.string(), title: z.string(), items: z.array(z.looseObject({ id: z.string() })) })
        .meta({ id: 'ChangeFeed' }),
    ),
  },
  '/api/models/{id}/history': {
    get: fromHistory({
      id: 'getModelHistory',
      summary: 'What became of one model',
      description:
        'Also of a model that was removed. Its versions, newest first, with what each changed; and its prices, context and expiry as steps in time.',
      path: z.object({
        id: modelIdSchema.meta({
          description:
            'The id of a model that is or was in the catalogue, raw or percent-encoded. Where there never was one: 404.',
          example: 'openai/gpt-4o',
        }),
      }),
      answer: modelHistoryResponseSchema,
      example: { data: history },
      problems: { 404: neverAModel },
    }),
  },
  '/api/diff': {
    get: fromHistory({
      id: 'getDiff',
      summary: 'Two moments compared',
      description:
        'What came of it all, not the steps by which it came: the catalogue as of `from` against the one as of `to`. What only a schedule of time windows moved is left out.',
      query: diffSchema,
      answer: catalogueDiffResponseSchema,
      example: { data: diff },
    }),
  },
}
