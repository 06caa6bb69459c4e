import { randomUUID } from 'node:crypto'
import { createCatalogue } from '../backend/dist/catalogue/catalogue.js'
import { createObservation } from '../backend/dist/snapshot/observation.js'
import { acquireSyncLease } from '../backend/dist/sync/acquire-lease.js'
import { commitToDatabase } from '../backend/dist/sync/commit-to-database.js'
import { validateFetch } from '../backend/dist/sync/validate.js'

/** Times only the transaction that writes a sync in which every model changed. */
export async function commitOnly(app, models, rounds, measure) {
  const medians = []
  const ctx = { ...app.sync, holder: randomUUID() }
  for (let nr = 0; nr < rounds; nr++) {
    const { lease, baseline, release } = await acquireSyncLease(ctx, { skipIfAttemptedSince: null })
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
    const validated = await validateFetch({ kind: 'payload', observation }, baseline, {
      maxShrinkPercent: 100,
      trusted: createCatalogue([]),
      approved: true,
      lossSince: async () => null,
    })
    const { median } = await measure(1, () => commitToDatabase(ctx.db, lease, validated))
    medians.push(median)
    await release()
  }
  medians.sort((a, b) => a - b)
  return { median: medians[Math.floor(rounds / 2)], p99: medians.at(-1), max: medians.at(-1) }
}
