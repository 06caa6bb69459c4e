import { differenceText } from '@modelkeep/catalog/changes/difference-text'
import { differencesFrom, type ModelDifference } from '@modelkeep/catalog/changes/model-differences'
import { modelId } from '@modelkeep/catalog/contract/fields'
import { modelListSchema, sparseModelSchema } from '@modelkeep/catalog/contract/models'
import type { Model } from '@modelkeep/catalog/model/model'
import * as z from 'zod'
import { listModels } from '../../http/routes/models/list-models.js'
import { modelLine, priceUnits } from '../model-line.js'
import { cursorOfPath, pageShape } from '../page.js'
import { argumentsOf, routeTool } from '../route-tool.js'
import { typedModels, type ListedModels } from './find-models.js'
import { idsArgument } from './ids-argument.js'

const fields =
  'id,name,created,context_length,architecture,pricing,top_provider,supported_parameters,knowledge_cutoff,expiration_date,benchmarks'

const percent = z.number().nullable().meta({ description: 'In percent of the first model; negative: cheaper' })
const capability = z.object({ kind: z.enum(['input', 'output', 'parameter']), name: z.string() })
const differencesSchema = z
  .array(
    z.object({
      id: modelId,
      prompt_percent: percent,
      completion_percent: percent,
      context_tokens: z.number().nullable().meta({ description: 'More tokens than the first model; negative: fewer' }),
      lacks: z.array(capability).meta({ description: 'What the first model supports and this one does not' }),
      adds: z.array(capability).meta({ description: 'What this model supports and the first one does not' }),
    }),
  )
  .optional()
  .meta({
    description:
      'How each model after the first of `data` differs from it; null: not comparable, such as a price that is not published. Absent with `fields`.',
  })

interface ComparedModels extends ListedModels {
  readonly differences?: readonly ModelDifference[]
}

export const compareModels = routeTool<ListedModels, ComparedModels>({
  name: 'compare_models',
  title: 'Compare models side by side',
  description:
    'Several models side by side, in the order of `ids`, now or at an earlier time (`as_of`): prices, context, modalities, supported parameters, benchmarks. `differences` compares each with the first: prices in percent, context, and what only one of them supports. `missing_ids` lists ids that are not in the catalogue. Prices in the result are USD per token.',
  route: listModels,
  input: argumentsOf(listModels).pick({ as_of: true, fields: true }).extend(idsArgument).extend(pageShape),
  output: modelListSchema.extend({ data: z.array(sparseModelSchema), differences: differencesSchema }),
  call: (parameters) => ({ query: { fields, ...parameters } }),
  content: (body, _page, { fields: chosen }) =>
    chosen === undefined ? withDifferences(typedModels(body)) : typedModels(body),
  next: (body) => cursorOfPath(body.links.next),
  text: ({ data, differences = [], missing_ids: missing = [], reason }) =>
    [
      priceUnits,
      ...data.map(modelLine),
      ...(differences.length > 0 ? [`Compared with ${data[0]?.id}:`] : []),
      ...differences.map((difference) => `- ${differenceText(difference)}`),
      ...(missing.length > 0 ? [`Not in the catalogue: ${missing.join(', ')}. find_models with \`q\` finds ids.`] : []),
      ...(reason === undefined ? [] : [reason]),
    ].join('\n'),
})

function withDifferences(body: ListedModels): ComparedModels {
  const [first, ...others] = body.data as readonly Model[]
  return first === undefined ? body : { ...body, differences: differencesFrom(first, others) }
}
