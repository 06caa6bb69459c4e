import { canonicalise } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import { createCatalogue, type Catalogue } from '../../../src/catalogue/catalogue.js'
import { contentHash } from '../../../src/catalogue/content.js'
import { captures, haveCaptures } from '../../helpers/captures.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { seededRandom } from './random.js'

/** One list that upstream says, what has to be known of it afterwards, and the hash of the bytes that it comes as. */
export interface UpstreamList {
  models: readonly Record<string, unknown>[]
  catalogue: Catalogue
  /** As the fake upstream sends it. */
  body: string
  payloadHash: string
}

/** As many lists as are wanted: real captures, one after another, where they are beside the repository; else made up, of which few models change each time. */
export async function createLists(count: number): Promise<{ lists: UpstreamList[]; source: string }> {
  const raw = haveCaptures ? await realLists(count) : generateLists(count)
  let previous: Catalogue | undefined
  const lists = raw.map((models) => {
    previous = createCatalogue(
      models.map((model) => canonicalise(model as Model)),
      previous,
    )
    return said(models, previous)
  })
  return { lists, source: haveCaptures ? 'real captures' : 'made-up lists' }
}

/** A few small lists that differ, for what needs no real ones. */
export function smallLists(count: number): UpstreamList[] {
  return Array.from({ length: count }, (_, nr) => {
    const models = [
      exampleModel('a/one', { context_length: nr + 1 }),
      exampleModel('a/two'),
      ...(nr % 3 ? [exampleModel(`a/third-${nr % 3}`)] : []),
    ]
    return said(models, createCatalogue(models.map((model) => canonicalise(model as Model))))
  })
}

function said(models: readonly Record<string, unknown>[], catalogue: Catalogue): UpstreamList {
  const body = JSON.stringify({ data: models, total_count: models.length, links: { next: null } })
  return { models, catalogue, body, payloadHash: contentHash(body) }
}

/** The last ones, walked to and fro where there are not enough. */
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
