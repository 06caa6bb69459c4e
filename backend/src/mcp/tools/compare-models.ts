import { modelListSchema, sparseModelSchema } from '@modelkeep/catalog/contract/models'
import * as z from 'zod'
import { listModels } from '../../http/routes/models/list-models.js'
import { modelLine, priceUnits } from '../model-line.js'
import { cursorOfPath, pageShape } from '../page.js'
import { argumentsOf, routeTool } from '../route-tool.js'
import { typedModels, type ListedModels } from './find-models.js'
import { idsArgument } from './ids-argument.js'

const fields =
  'id,name,created,context_length,architecture,pricing,top_provider,supported_parameters,knowledge_cutoff,expiration_date,benchmarks'

export const compareModels = routeTool<ListedModels, ListedModels>({
  name: 'compare_models',
  title: 'Compare models side by side',
  description:
    'Several models side by side, in the order of `ids`, now or at an earlier time (`as_of`): prices, context, modalities, supported parameters, benchmarks. `missing_ids` lists ids that are not in the catalogue. Prices in the result are USD per token.',
  route: listModels,
  input: argumentsOf(listModels).pick({ as_of: true, fields: true }).extend(idsArgument).extend(pageShape),
  output: modelListSchema.extend({ data: z.array(sparseModelSchema) }),
  call: (parameters) => ({ query: { fields, ...parameters } }),
  content: typedModels,
  next: (body) => cursorOfPath(body.links.next),
  text: ({ data, missing_ids: missing = [], reason }) =>
    [
      priceUnits,
      ...data.map(modelLine),
      ...(missing.length > 0 ? [`Not in the catalogue: ${missing.join(', ')}. find_models with \`q\` finds ids.`] : []),
      ...(reason === undefined ? [] : [reason]),
    ].join('\n'),
})
