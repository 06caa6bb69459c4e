import { randomUUID } from 'node:crypto'
import { createCatalogue } from '../backend/dist/catalogue/catalogue.js'
import { commit } from '../backend/dist/sync/commit-to-database.js'
import { judge } from '../backend/dist/sync/validate.js'
import { createObservation } from '../backend/dist/sync/observation.js'
import { takeTurn } from '../backend/dist/sync/acquire-lease.js'

/** Times only the transaction that writes a sync in which every model changed. */
export async function commitOnly(app, models, rounds, measure) {
  const prepared = []
  const ctx = { ...app.sync, holder: randomUUID() }
  let total = null
  for (let nr = 0; nr < rounds; nr++) {
    const turn = await takeTurn(ctx, { unlessAskedSince: null })
    const data = models.map((model) => ({
      ...model,
      context_length: 5000 + nr,
      description: `${model.description} ${nr}`,
    }))
    const observation = createObservation({
      observedAt: Date.now(),
      source: 'bench',
      scope: 'all',
      durationMs: 0,
      bytes: Buffer.from(JSON.stringify({ data })),
    })
    const judged = await judge({ kind: 'payload', observation }, turn.baseline, {
      maxShrinkPercent: 100,
      trusted: createCatalogue([]),
      approved: true,
      lossSince: async () => null,
    })
    const figures = await measure(1, () => commit(ctx.db, turn.lease, judged))
    prepared.push(figures.median)
    await turn.end()
  }
  prepared.sort((a, b) => a - b)
  total = { median: prepared[Math.floor(rounds / 2)], p99: prepared.at(-1), max: prepared.at(-1) }
  return total
}
