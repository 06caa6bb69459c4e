import { oneCostSchema, type CostRow } from '@modelkeep/catalog/contract/cost'
import { QueryError } from '@modelkeep/catalog/query/query-error'
import * as z from 'zod'
import { getCost } from '../../http/routes/cost/get-cost.js'
import { argumentsOf, routeTool } from '../route-tool.js'

const model = z
  .string({ error: 'required: a model id such as openai/gpt-4o' })
  .max(255, 'must have at most 255 characters')
  .meta({
    description: 'The id of a model, also of a removed one, an alias or a canonical slug.',
  })

export const estimateCost = routeTool<{ data: CostRow }, { data: CostRow }>({
  name: 'estimate_cost',
  title: 'Estimate what calls cost',
  description:
    'What a call costs now, or cost at an earlier time (`at`), exactly and part by part, in USD. For many equal calls, give the sums of their tokens and their number as `requests`. `cost` is null, with the reason in `error`, if it cannot be known.',
  route: getCost,
  input: argumentsOf(getCost).extend({ model }),
  output: oneCostSchema,
  call: (parameters) => ({ query: parameters }),
  content: (body) => {
    const { error } = body.data
    if (error?.code === 'unknown_model') throw new QueryError('model', error.message)
    return body
  },
  text: ({ data }) => costText(data),
})

function costText({ model: name, model_id: id, at, cost, parts, price, notes, certainty, error }: CostRow): string {
  const basis = price?.source === 'overlay' ? 'own price' : certainty
  if (cost === null) return `The cost is not known: ${error?.message ?? 'no reason is given'}`
  const lines = parts.map(
    ({ kind, quantity, amount, price_key: key }) => `- ${kind}: ${quantity} at \`${key}\` = $${amount}`,
  )
  return [`$${cost} for ${id ?? name} at ${at} (${basis})`, ...lines, ...notes].join('\n')
}
