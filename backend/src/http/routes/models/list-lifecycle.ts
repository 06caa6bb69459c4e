import { lifecycleListSchema } from '@modelkeep/catalog/contract/lifecycle'
import { idList, optional } from '@modelkeep/catalog/query/parameter-types'
import * as z from 'zod'
import { lifecycleList } from '../../bodies/lifecycle.js'
import { lifecycle as example } from '../../openapi/lifecycle-example.js'
import { defineRoute, queryOf } from '../../route.js'

const querySchema = z.strictObject({
  ids: optional(
    idList({
      description:
        'Only these models (comma-separated ids). A model about which nothing is said is not in the response.',
      example: 'openai/gpt-4o,anthropic/claude-sonnet-4',
    }),
  ),
})

export const listLifecycle = defineRoute({
  method: 'GET',
  path: '/api/lifecycle',
  query: queryOf(querySchema),
  responses: { 'application/json': { schema: lifecycleListSchema, example } },
  docs: {
    id: 'listLifecycle',
    tag: 'Models',
    summary: 'List which models will be removed, and who says so',
    description:
      'The models about whose end a catalogue says something, the next to end first: `expiration_date` of OpenRouter, `deprecation_date` of LiteLLM and `status` of models.dev, of their entries for the same model at OpenRouter. The latter two are known if MIRROR names them. Contradictions are shown, and `expires_on` is the earliest date that counts. Then follow the models that were removed in the last DEPRECATED_DAYS. What only history knows (`since`, `deprecated_since`, removed models) is missing while it was never available.',
  },
  access: 'public',
  cache: 'catalogue',
  load: 'work',
  services: ['currentSnapshot', 'lifecycle', 'clock'],
  handle: async ({ query: { ids } }, { currentSnapshot, lifecycle, clock }) => {
    const snapshot = await currentSnapshot()
    const list = lifecycleList(snapshot.catalogue, await lifecycle.facts(), { now: clock.now(), ids })
    return { body: JSON.stringify(list), basis: { kind: 'snapshot', snapshot, dependsOnToday: true } }
  },
})
