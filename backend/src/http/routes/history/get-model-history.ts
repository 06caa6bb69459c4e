import { withoutRoutingSuffix } from '@modelkeep/catalog/model/model-id'
import { modelHistoryResponseSchema } from '@modelkeep/catalog/contract/model-history'
import { modelIdSchema } from '@modelkeep/catalog/model/model'
import * as z from 'zod'
import { modelHistory } from '../../../history/model-history.js'
import { readCurrentHistory } from '../../bodies/history.js'
import { historyUnavailable, neverAModel } from '../../openapi/errors.js'
import { history } from '../../openapi/examples.js'
import { quoted } from '../../request-target.js'
import { HttpProblem } from '../../response/problem.js'
import { defineRoute } from '../../route.js'

export const getModelHistory = defineRoute({
  method: 'GET',
  path: '/api/models/{+id}/history',
  params: z.object({
    id: modelIdSchema.meta({
      description:
        'The id of a model that is or was in the catalogue, raw or percent-encoded. An id that never was: 404.',
      example: 'openai/gpt-4o',
    }),
  }),
  responses: { 'application/json': { schema: modelHistoryResponseSchema, example: { data: history } } },
  docs: {
    id: 'getModelHistory',
    tag: 'History',
    summary: "Get a model's history",
    description:
      'Also for a removed model. Its versions, newest first, with the changes in each; and its prices, context length and expiry as step series.',
    errors: { 404: neverAModel, 503: historyUnavailable },
  },
  access: 'public',
  cache: 'history',
  load: 'work',
  services: ['db'],
  handle: async ({ params: { id = '' } }, services) => {
    const { value, basis } = await readCurrentHistory(
      services,
      async (tx, { confirmedAt }) =>
        (await modelHistory(tx, id, confirmedAt)) ?? modelHistory(tx, withoutRoutingSuffix(id), confirmedAt),
    )
    if (value === null) throw new HttpProblem(404, `there never was a model ${quoted(id)}`)
    return { body: JSON.stringify({ data: value }), basis }
  },
})
