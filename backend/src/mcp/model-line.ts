import type { Model } from '@modelkeep/catalog/model/model'
import { inputModalities, outputModalities } from '@modelkeep/catalog/model/modalities'
import { isFree, perMillion, tokenPrice } from '@modelkeep/catalog/price/price'

/** A model, of which only some fields may be present. */
export type ListedModel = Partial<Model> & { removed_at?: string }

export const priceUnits = 'Prices are USD per million tokens.'

/** Such as `- openai/gpt-4o (OpenAI: GPT-4o): input $2.50, output $10.00; 128,000 tokens of context; text+image → text`. */
export function modelLine(model: ListedModel): string {
  const { id = 'a model', name, removed_at: removedAt, expiration_date: expires } = model
  const details = [
    ...pricesOf(model),
    ...(model.context_length ? [`${model.context_length.toLocaleString('en-GB')} tokens of context`] : []),
    ...(model.architecture ? [modalitiesOf(model as Model)] : []),
    ...(expires ? [`expires ${expires}`] : []),
    ...(removedAt === undefined ? [] : [`removed ${removedAt.slice(0, 10)}`]),
  ]
  const title = name === undefined ? id : `${id} (${name.trim()})`
  return `- ${title}${details.length > 0 ? `: ${details.join('; ')}` : ''}`
}

function pricesOf(model: ListedModel): string[] {
  if (model.pricing === undefined || model.architecture === undefined || model.id === undefined) return []
  const priced = model as Model
  if (isFree(priced)) return ['free']
  return [`input ${dollars(priced, 'prompt')}, output ${dollars(priced, 'completion')}`]
}

/** Exact, with at least two decimals. */
function dollars(model: Model, key: 'prompt' | 'completion'): string {
  const price = tokenPrice(model, key)
  if (price.kind === 'dynamic') return 'varies'
  if (price.kind === 'unknown') return 'not billed by token, or not published'
  const amount = perMillion(price.value)
  return `$${amount.eq(amount.round(2)) ? amount.toFixed(2) : amount.toFixed()}`
}

function modalitiesOf(model: Model): string {
  return `${inputModalities(model).join('+')} → ${outputModalities(model).join('+')}`
}
