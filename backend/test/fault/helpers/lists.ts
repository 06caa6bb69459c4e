import { canonicalise } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import { createCatalogue, type Catalogue } from '../../../src/catalogue/catalogue.js'
import { contentHash } from '../../../src/catalogue/content.js'
import { captures, haveCaptures } from '../../helpers/captures.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { seededRandom } from './random.js'

/** A list that upstream publishes, with the catalogue and the payload hash that it must lead to. */
export interface UpstreamList {
  models: readonly Record<string, unknown>[]
  catalogue: Catalogue
  /** The bytes that the fake upstream sends. */
  body: string
  payloadHash: string
}

/** Consecutive real captures if they are available, otherwise generated lists that differ in a few models each time. */
export async function createLists(count: number): Promise<{ lists: UpstreamList[]; source: string }> {
  const raw = haveCaptures ? await realLists(count) : generateLists(count)
  let previous: Catalogue | undefined
  const lists = raw.map((models) => {
    previous = createCatalogue(
      models.map((model) => canonicalise(model as Model)),
      previous,
    )
    return upstreamList(models, previous)
  })
  return { lists, source: haveCaptures ? 'real captures' : 'made-up lists' }
}

/** Small lists that differ. */
export function smallLists(count: number): UpstreamList[] {
  return Array.from({ length: count }, (_, nr) => {
    const models = [
      exampleModel('a/one', { context_length: nr + 1 }),
      exampleModel('a/two'),
      ...(nr % 3 ? [exampleModel(`a/third-${nr % 3}`)] : []),
    ]
    return upstreamList(models, createCatalogue(models.map((model) => canonicalise(model as Model))))
  })
}

function upstreamList(models: readonly Record<string, unknown>[], catalogue: Catalogue): UpstreamList {
  const body = JSON.stringify({ data: models, total_count: models.length, links: { next: null } })
  return { models, catalogue, body, payloadHash: contentHash(body) }
}

/** The newest captures, walked back and forth if there are too few. */
async function realLists(count: number): Promise<Record<string, unknown>[][]> {
  const newest: Record<string, unknown>[][] = []
  for await (const { data } of captures()) {
    newest.push(data)
    if (newest.length > Math.min(count, 300)) newest.shift()
  }
  const last = newest.length - 1
  return Array.from({ length: count }, (_, nr) => newest[last - Math.abs((nr % (2 * last)) - last)]!)
}

function generateLists(count: number): Record<string, unknown>[][] {
  const random = seededRandom(7)
  let models = Array.from({ length: 120 }, (_, nr) => exampleModel(`a/m${nr}`))
  return Array.from({ length: count }, (_, nr) => {
    models = models
      .filter(() => random() > 0.01)
      .map((model) => (random() > 0.05 ? model : { ...model, context_length: Math.floor(random() * 1e6) }))
    models.splice(Math.floor(random() * models.length), 0, exampleModel(`a/new-${nr}`))
    return models
  })
}
