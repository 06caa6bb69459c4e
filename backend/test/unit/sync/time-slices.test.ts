import { readFileSync } from 'node:fs'
import { diffSteps } from '@modelkeep/catalog/changes/diff'
import { canonicalise } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import { describe, expect, it } from 'vitest'
import { createCatalogueInSlices } from '../../../src/catalogue/catalogue.js'
import { packageFile } from '../../../src/lib/package-files.js'
import { runInSlices } from '../../../src/lib/time-slices.js'
import { readPayload } from '../../../src/sync/read-payload.js'

const { data: seed } = JSON.parse(readFileSync(packageFile('seed/openrouter-models.json'), 'utf8')) as {
  data: Model[]
}
const canonical = (models: readonly Model[]): Model[] => models.map((model) => canonicalise(model))
const byId = (models: readonly Model[]): Map<string, Model> => new Map(models.map((model) => [model.id, model]))

/** So large that no machine handles it within a few slices. */
const large = Array.from({ length: 10 }, (_, nr) =>
  seed.map((model) => ({ ...model, id: `${model.id}-${nr}`, canonical_slug: `${String(model.canonical_slug)}-${nr}` })),
).flat()

/** How often the event loop turned while `work` ran. */
async function ticksDuring(work: () => Promise<unknown>): Promise<number> {
  let ticks = 0
  let running = true
  const count = (): void => {
    ticks++
    if (running) setImmediate(count)
  }
  setImmediate(count)
  await work()
  running = false
  return ticks
}

/** The long steps of a sync. Without slices each takes a fixed number of ticks, however many models there are. */
const steps: [string, (models: Model[]) => () => Promise<unknown>][] = [
  [
    'reading the payload',
    (models) => {
      const body = Buffer.from(JSON.stringify({ data: models }))
      return () => readPayload(body)
    },
  ],
  [
    'building the catalogue',
    (models) => {
      const input = canonical(models)
      return () => createCatalogueInSlices(input)
    },
  ],
  [
    'deriving the changes',
    (models) => {
      const after = byId(models.map((model) => ({ ...model, context_length: 7 })))
      return () => runInSlices(diffSteps(byId(models), after, () => false))
    },
  ],
]

describe('a sync of a large list', () => {
  it.each(steps)('lets other work run between time slices while %s', async (_, prepare) => {
    const [few, many] = [prepare(seed.slice(0, 1)), prepare(large)]
    // On a busy machine even one model may take more than a slice.
    const ticksForOne = Math.min(await ticksDuring(few), await ticksDuring(few), await ticksDuring(few))
    expect(await ticksDuring(many)).toBeGreaterThan(ticksForOne + 2)
  })
})
