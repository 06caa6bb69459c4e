import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import { optional, wholeNumber } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'

/** Pages of the sync log. */
export const syncPageSchema = z.strictObject({
  limit: optional(
    wholeNumber(1, 1000, { description: 'How many syncs the page holds at most. Absent: 100.', example: 100 }),
  ),
  before: optional(
    wholeNumber(1, Number.MAX_SAFE_INTEGER, {
      description: 'The `id` of a sync: the page begins after it, with older ones.',
      example: 1042,
    }),
  ),
})

/** Pages of a list that takes no other parameter. */
export const embeddingsPageSchema = z.strictObject({
  limit: optional(
    wholeNumber(1, 1000, {
      description:
        'How many models the page holds at most. Absent: 500 where `offset` is given, else there are no pages.',
      example: 500,
    }),
  ),
  offset: optional(
    wholeNumber(0, 2_147_483_647, {
      description: 'How many models to pass over before the page begins. Absent: none.',
      example: 0,
    }),
  ),
})

/** What one model may be asked with. */
export const asOfSchema = z.strictObject({
  as_of: optional(
    timestampParameter({
      description:
        'The model as it was observed at this moment; where it was not there: a 404 that says so and, if known, when it was. A moment in the future is a 400.',
      example: '2026-05-01T12:00:00Z',
    }),
  ),
})
