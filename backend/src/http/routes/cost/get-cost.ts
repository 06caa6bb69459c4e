import { oneCostSchema, type CostRow } from '@modelkeep/catalog/contract/cost'
import type { PLAIN_FIELDS } from '@modelkeep/catalog/cost/usage-shapes'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import * as z from 'zod'
import { isSettled } from '../../../history/history-state.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { costRow } from '../../openapi/cost-examples.js'
import { defineRoute, queryOf } from '../../route.js'

const count = (description: string, example = 0) =>
  optional(wholeNumber(0, Number.MAX_SAFE_INTEGER, { description, example }))

const counts = {
  prompt_tokens: count('Input tokens, with those that were cached or written to the cache.', 2006),
  completion_tokens: count('Output tokens, with reasoning.', 300),
  cached_tokens: count('Of the input tokens: read from the cache.', 1920),
  cache_write_tokens: count('Of the input tokens: written to the cache.'),
  cache_write_1h_tokens: count('Of the input tokens: written to the one-hour cache.'),
  audio_input_tokens: count('Of the input tokens: audio.'),
  reasoning_tokens: count('Of the output tokens: reasoning.'),
  audio_output_tokens: count('Of the output tokens: audio.'),
  image_output_tokens: count('Of the output tokens: images.'),
  images: count('Input images that are billed by the image.'),
  requests: count('Calls that the counts are the sum of. Default: 1.', 1),
  web_searches: count('Web searches.'),
} satisfies Record<keyof typeof PLAIN_FIELDS, z.ZodType>

const querySchema = z.strictObject({
  model: z.string({ error: 'required: a model id such as openai/gpt-4o' }).meta({
    description: 'As in `POST /api/cost`.',
    example: 'openai/gpt-4o',
  }),
  at: optional(
    timestampParameter({ description: 'When the call was made. Default: now.', example: '2026-05-01T12:00:00Z' }),
  ),
  ...counts,
})

export const getCost = defineRoute({
  method: 'GET',
  path: '/api/cost',
  query: queryOf(querySchema),
  responses: { 'application/json': { schema: oneCostSchema, example: { data: costRow } } },
  docs: {
    id: 'priceCall',
    tag: 'Cost',
    summary: 'Price one call at the rates of its time',
    description:
      'What a call cost, exactly, part by part; which price applied, from when to when; how certain that is; and what was assumed. A cost that is not known is null, with the reason in `error`.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: ({ at }) => (at === undefined ? 'catalogue' : 'history'),
  load: 'work',
  services: ['costs', 'currentSnapshot'],
  handle: async ({ query: { model, at, ...usage } }, { costs, currentSnapshot }) => {
    const { rows, history, unavailable } = await costs.price([
      { model, ...(at !== undefined && { at }), usage, shape: 'plain' },
    ])
    const row = rows[0]!
    rejectInvalid(row)
    const body = JSON.stringify({ data: row })
    const isOwn = row.price?.source === 'overlay'
    if (unavailable !== null && at !== undefined && isOwn) return { body, basis: { kind: 'none' } }
    if (unavailable !== null && (at !== undefined || row.error?.code === 'history_unavailable')) throw unavailable
    if (at === undefined || history === null)
      return { body, basis: { kind: 'snapshot', snapshot: await currentSnapshot(), dependsOnToday: true } }
    const { state, changedAt } = history
    // Prices that still apply may end with the next sync, and what another name than an id stands for may change.
    const settled =
      row.price !== null && row.price.to !== null && row.model_id === model && isSettled(Date.parse(at), state)
    return {
      body,
      basis: { kind: 'history', changedAt, state, settled, dependsOnToday: false },
    }
  },
})

/** @throws QueryError: with a single call, what would be the error of a row is a bad request */
function rejectInvalid({ error }: CostRow): void {
  if (error === null) return
  if (error.code === 'invalid_row') throw new QueryError('model', error.message.replace(/^model is /, ''))
  if (error.code === 'invalid_time') throw new QueryError('at', error.message.replace(/^at is /, ''))
  if (error.code === 'invalid_usage' || error.code === 'ambiguous_usage')
    throw new QueryError('prompt_tokens', error.message)
}
