// Example comparisons, made from the current catalogue.
import type { Model } from '@modelkeep/catalog/model/model'
import { authorOf } from '@modelkeep/catalog/model/model-id'
import { outputModalities } from '@modelkeep/catalog/model/modalities'
import { isFree } from '@modelkeep/catalog/price/price'
import { perMillionNumber } from '../../shared/ui/prices.js'

export interface Example {
  key: string
  title: string
  why: string
  models: readonly Model[]
}

const size = 3

/** At most three. Examples with fewer than two models are left out. */
export function exampleComparisons(models: readonly Model[]): Example[] {
  const chat = models.filter((model) => !model.id.startsWith('~') && outputModalities(model).join() === 'text')
  const agents = chat.filter(hasTools)
  const measured = agents.filter((model) => intelligence(model) > 0)
  const median = intelligence(
    measured.toSorted((a, b) => intelligence(b) - intelligence(a))[Math.floor(measured.length / 2)],
  )
  const examples = [
    {
      key: 'best',
      title: 'Most intelligent',
      why: 'The best models of three authors by Intelligence Index',
      models: firstOfAuthors(measured.toSorted((a, b) => intelligence(b) - intelligence(a) || price(a) - price(b))),
    },
    {
      key: 'value',
      title: 'Good and cheap',
      why: 'The cheapest models above the median Intelligence Index',
      models: firstOfAuthors(
        measured
          .filter((model) => !isFree(model) && intelligence(model) >= median && price(model) < Infinity)
          .toSorted((a, b) => price(a) - price(b)),
      ),
    },
    {
      key: 'free',
      title: 'Free, with tools',
      why: 'Free models with tool support and the longest context',
      models: firstOfAuthors(
        agents
          .filter((model) => isFree(model))
          .toSorted((a, b) => (b.context_length ?? 0) - (a.context_length ?? 0) || (b.created ?? 0) - (a.created ?? 0)),
      ),
    },
  ]
  return examples.filter((example) => example.models.length > 1)
}

function firstOfAuthors(models: readonly Model[]): Model[] {
  const byAuthor = new Map<string, Model>()
  for (const model of models) if (!byAuthor.has(authorOf(model.id))) byAuthor.set(authorOf(model.id), model)
  return [...byAuthor.values()].slice(0, size)
}

const hasTools = (model: Model): boolean => model.supported_parameters?.includes('tools') === true
const intelligence = (model: Model | undefined): number =>
  model?.benchmarks?.artificial_analysis?.intelligence_index ?? 0
const price = (model: Model): number =>
  (perMillionNumber(model.pricing?.prompt) ?? Infinity) + (perMillionNumber(model.pricing?.completion) ?? Infinity)
