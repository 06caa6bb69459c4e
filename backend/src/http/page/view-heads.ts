/** The heads of the page's views. Pure functions of the models and the URL. */
import type { AuthorSummary } from '@modelkeep/catalog/authors/author-summary'
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { splitName } from '@modelkeep/catalog/model/model-name'
import { isFree, perMillion, tokenPrice } from '@modelkeep/catalog/price/price'
import { listOf } from './list-of.js'
import type { PageHead } from './page-head.js'

/** Of `index.html`, for the list without a query. */
export const listHead: PageHead = {
  title: 'AI models: prices, context and limits',
  description:
    'Search, filter and compare every AI model that OpenRouter publishes: prices, context, modalities, limits. Always available, and always labelled with its age.',
}

export const changesHead: PageHead = {
  title: 'Changes',
  description:
    'New and removed AI models, price changes, new limits and capabilities: everything that changes at OpenRouter.',
}

export const statusHead: PageHead = {
  title: 'Status',
  description: 'How old the catalogue is, where it was loaded from, and what was quarantined.',
}

export const compareHead: PageHead = {
  title: 'Compare models',
  description:
    'Compare prices, context, limits and capabilities of up to six AI models, and what they cost for your workload.',
}

export const costHead: PageHead = {
  title: 'Cost',
  description:
    'What the calls of a usage file cost at the prices of their time, by day and model, and what they would have cost with other models.',
}

/** A search is named; a list that is only filtered or sorted is the list. */
export function searchHead(q: string | null): PageHead {
  const text = q?.trim() ?? ''
  if (text === '') return listHead
  return {
    ...listHead,
    title: text,
    description: `AI models that match “${text}”: prices, context, modalities, limits.`,
  }
}

export function modelHead(model: Model): PageHead {
  const { own, maker } = splitName(model.name)
  const title = own === '' ? model.id : own
  const facts = [pricesOf(model), contextOf(model)].filter((fact) => fact !== null)
  const summary = `${title} by ${maker ?? authorOf(model.id)}${facts.length > 0 ? `: ${listOf(facts)}` : ''}.`
  return { title, description: `${summary} ${model.description ?? ''}` }
}

/** For an id that the catalogue does not have: it may have been removed. */
export function unknownModelHead(id: string): PageHead {
  return {
    title: 'Model not found',
    description: `The catalogue has no model ${id} at the moment.`,
  }
}

/** A model at an earlier time, which the catalogue may not have any more. */
export function historicalModelHead(id: string): PageHead {
  return { title: id, description: `The model ${id} as it was at an earlier time.` }
}

export function authorHead({ name, models, newest, inputPrices }: AuthorSummary): PageHead {
  const count = `${models.length} AI model${models.length === 1 ? '' : 's'} by ${name}.`
  const facts = [
    newest && `Newest: ${splitName(newest.name).own || newest.id}.`,
    inputPrices && `${rangeOf(inputPrices)} per million input tokens.`,
  ]
  return {
    title: `Models by ${name}`,
    description: [count, ...facts.filter((fact) => fact !== null)].join(' '),
  }
}

export function unknownAuthorHead(author: string): PageHead {
  return {
    title: 'Author not found',
    description: `The catalogue has no models by ${author} at the moment.`,
  }
}

function rangeOf({ lowest, highest }: NonNullable<AuthorSummary['inputPrices']>): string {
  const [from, to] = [`$${dollars(perMillion(lowest))}`, `$${dollars(perMillion(highest))}`]
  return from === to ? from : `${from} to ${to}`
}

/** `models` in the order of the comparison. */
export function comparisonHead(models: readonly Model[]): PageHead {
  if (models.length === 0) return compareHead
  const names = models.map(({ id, name }) => splitName(name).own || id)
  const prices = models.map((model, at) => [names[at], pricesOf(model)].filter((part) => part !== null).join(': '))
  return {
    title: models.length === 1 ? `Compare ${names[0]}` : `Compare ${listOf(names)}`,
    description: `${prices.join('; ')}.`,
  }
}

/** null: there are no token prices, or they are unknown. */
function pricesOf(model: Model): string | null {
  if (isFree(model)) return 'free'
  const [input, output] = [tokenPrice(model, 'prompt'), tokenPrice(model, 'completion')]
  if (input.kind === 'dynamic' || output.kind === 'dynamic') return 'price depends on the model it routes to'
  if (input.kind !== 'known' || output.kind !== 'known') return null
  return `$${dollars(perMillion(input.value))} input and $${dollars(perMillion(output.value))} output per million tokens`
}

function dollars(amount: ReturnType<typeof perMillion>): string {
  return amount.eq(amount.round(2)) ? amount.toFixed(2) : amount.toFixed()
}

function contextOf({ context_length: tokens }: Model): string | null {
  return tokens ? `${tokens.toLocaleString('en')} tokens of context` : null
}
