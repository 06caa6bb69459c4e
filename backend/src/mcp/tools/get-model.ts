import { oneModelSchema } from '@modelkeep/catalog/contract/models'
import type { Model } from '@modelkeep/catalog/model/model'
import { typedModel } from '@modelkeep/catalog/model/typed-model'
import { getModel as route } from '../../http/routes/models/get-model.js'
import { modelLine, priceUnits } from '../model-line.js'
import { argumentsOf, routeTool } from '../route-tool.js'
import { modelArgument, withoutId } from './model-argument.js'

interface OneModel {
  readonly data: Model
  readonly [key: string]: unknown
}

export const getModel = routeTool<OneModel, OneModel>({
  name: 'get_model',
  title: 'Get one model',
  description:
    'Everything that is known of one model: all prices, context, modalities, supported parameters, limits, benchmarks, expiry date; now, or as it was at `as_of`. Prices in the result are USD per token, per image or per request.',
  route,
  input: argumentsOf(route).extend(modelArgument),
  output: oneModelSchema,
  call: ({ id = '', ...query }) => ({ params: { id }, query: withoutId(query) }),
  content: (body) => ({ ...body, data: typedModel(body.data) }),
  text: ({ data }) => `${modelLine(data)}\n${priceUnits}`,
})
