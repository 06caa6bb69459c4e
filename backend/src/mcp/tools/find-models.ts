import { modelListSchema, sparseModelSchema } from '@modelkeep/catalog/contract/models'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import type { Model } from '@modelkeep/catalog/model/model'
import { UNSUPPORTED_PARAMETERS } from '@modelkeep/catalog/query/unsupported-parameters'
import * as z from 'zod'
import { listModels } from '../../http/routes/models/list-models.js'
import { modelLine, priceUnits, type ListedModel } from '../model-line.js'
import { cursorOfPath, pageShape } from '../page.js'
import type { Parameters } from '../route-api.js'
import { argumentsOf, routeTool } from '../route-tool.js'

export interface ListedModels {
  readonly data: readonly ListedModel[]
  readonly total_count: number
  readonly links: { readonly next: string | null }
  readonly missing_ids?: readonly string[]
  readonly reason?: string
  readonly [key: string]: unknown
}

const unsupported = UNSUPPORTED_PARAMETERS.map(({ name }) => name)
/** What RSS, other names and positions are for has another form here. */
const omitted = [...unsupported, 'order', 'offset', 'use_rss', 'use_rss_chat_links']
const chosen = Object.fromEntries(
  Object.entries(argumentsOf(listModels).shape).filter(([name]) => !omitted.includes(name)),
)

/** Enough to choose by. A whole model is about 3 KB. */
const defaultFields = 'id,name,created,context_length,architecture,pricing,expiration_date'

export const findModels = routeTool<ListedModels, ListedModels>({
  name: 'find_models',
  title: 'Find models',
  description:
    'Find AI models by text, price, context, modalities, supported parameters, author, benchmark or age, now or at an earlier time (`as_of`). Sort with `sort`, such as `pricing-low-to-high`. `min_price` and the like are USD per million tokens; `pricing` in the result is USD per token. Free models sort first by price: `min_price` 0.000001 leaves them out. `fields` selects other fields of each model.',
  route: listModels,
  input: z.strictObject({ ...chosen, ...pageShape }),
  output: modelListSchema.extend({ data: z.array(sparseModelSchema) }),
  explained: unsupported,
  call: (parameters) => ({ query: { fields: fieldsFor(parameters), ...parameters } }),
  content: typedModels,
  next: (body) => cursorOfPath(body.links.next),
  text: ({ data, total_count: total, reason, missing_ids: missing = [] }) =>
    [
      `${total} ${total === 1 ? 'model matches' : 'models match'}; ${data.length} on this page. ${priceUnits}`,
      ...data.map(modelLine),
      ...(missing.length > 0 ? [`Not in the catalogue: ${missing.join(', ')}.`] : []),
      ...(reason === undefined ? [] : [reason]),
    ].join('\n'),
})

function fieldsFor({ removed }: Parameters): string {
  return removed === undefined ? defaultFields : `${defaultFields},removed_at`
}

/** Upstream may change the type of any field of a model: such a field gets the neutral value that its schema promises. */
export function typedModels<T extends { readonly data: readonly ListedModel[] }>(body: T): T {
  return { ...body, data: body.data.map((model) => typedModel(model as Model)) }
}
