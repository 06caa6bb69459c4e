import { priceStability } from '@modelkeep/catalog/changes/price-stability'
import { priceStabilityResponseSchema, type PriceStabilityDocument } from '@modelkeep/catalog/contract/price-stability'
import { idList, optional } from '@modelkeep/catalog/query/parameter-types'
import { timestampParameter } from '@modelkeep/catalog/query/timestamp-parameter'
import * as z from 'zod'
import type { CataloguePrices } from '../../../history/price-histories.js'
import { mapInSlices } from '../../../lib/time-slices.js'
import { basisAt, currentHistoryBasis, momentOf } from '../../bodies/history.js'
import { historyUnavailable } from '../../openapi/errors.js'
import { priceStability as example } from '../../openapi/examples.js'
import { defineRoute, queryOf } from '../../route.js'

const querySchema = z.strictObject({
  ids: optional(
    idList({
      description:
        'Only these models (comma-separated ids), in this order. `missing_ids` in the response lists ids that are not in the catalogue.',
      example: 'openai/gpt-4o,anthropic/claude-sonnet-4',
    }),
  ),
  as_of: optional(
    timestampParameter({
      description:
        'As of this time: the catalogue and its prices then. Before the first observation the list is empty. A time in the future is rejected with 400.',
      example: '2026-05-01T12:00:00Z',
    }),
  ),
})

export const listPriceStability = defineRoute({
  method: 'GET',
  path: '/api/price-stability',
  query: queryOf(querySchema),
  responses: {
    'application/json': {
      schema: priceStabilityResponseSchema,
      example: { data: [example], as_of: '2026-08-22T14:05:00.000Z' },
    },
  },
  docs: {
    id: 'listPriceStability',
    tag: 'History',
    summary: 'List how stable prices are',
    description:
      'For each model of the catalogue, how its prompt and completion prices changed in the last 30, 90 and 365 days. Not counted: prices that change back and forth within 24 hours and end up where they began, prices that only move between the time windows of a schedule, and prices that become known or unknown. A model that returns to the catalogue at another price counts as changed.',
    errors: { 503: historyUnavailable },
  },
  access: 'public',
  cache: 'history',
  load: 'work',
  services: ['priceHistories', 'clock'],
  handle: async ({ query: { ids, as_of: asOf } }, { priceHistories, clock }) => {
    const moment = asOf === undefined ? null : momentOf(asOf, clock.now())
    const reading = await priceHistories.at(moment)
    const { sync } = reading.value
    const basis =
      moment === null ? { ...currentHistoryBasis(reading), countsDays: true } : basisAt({ ...reading, moment, sync })
    return { body: JSON.stringify(await documentOf(reading.value, ids)), basis }
  },
})

async function documentOf(
  { histories, asOf }: CataloguePrices,
  ids: readonly string[] | undefined,
): Promise<PriceStabilityDocument> {
  const wanted = ids?.flatMap((id) => histories.get(id) ?? []) ?? [...histories.values()]
  return {
    data: asOf === null ? [] : await mapInSlices(wanted, (history) => priceStability(history, asOf)),
    as_of: asOf === null ? null : new Date(asOf).toISOString(),
    ...(ids && { missing_ids: ids.filter((id) => !histories.has(id)) }),
  }
}
