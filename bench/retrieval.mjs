// How long a response takes from each tier, and how long a sync takes to commit.
import { loadBaseline } from '../backend/dist/postgres/load-baseline.js'
import { commitOnly } from './commit.mjs'
import { measure, ms, table } from './measure.mjs'
import { startProgram } from './program.mjs'

const rounds = 30

/** The lines of the section, and what missed its target. Starts an embedded PostgreSQL. */
export async function retrieval({ models, source }) {
  const program = await startProgram(models)
  const results = []
  const add = (what, target, figures) => results.push({ what, target, ...figures })
  try {
    await program.connected
    await program.app.revalidation.replaySpool()
    await measureTiers(program, models, add)
  } finally {
    await program.stop()
  }
  const rows = results.map(({ what, target, median, p99, max }) => [what, `${target} ms`, ms(median), ms(p99), ms(max)])
  return {
    lines: [
      '## Retrieval',
      '',
      `${models.length} models (${source}), embedded PostgreSQL 18.4 on the same machine.`,
      '',
      ...table([['what', 'target', 'median', 'p99', 'worst'], ...rows]),
    ],
    short: results
      .filter(({ target, median }) => median > target)
      .map(({ what, target, median }) => `${what}: ${ms(median)} instead of ${target} ms`),
  }
}

async function measureTiers({ app, port, serve }, models, add) {
  const get = async () =>
    (await fetch(`http://127.0.0.1:${port}/api/models`, { headers: { 'accept-encoding': 'br' } })).arrayBuffer()
  for (let nr = 0; nr < 20; nr++) await get()
  add('an response from memory: GET of the whole list over HTTP', 50, await measure(300, get))
  add(
    'an response from PostgreSQL: the catalogue loaded and made ready',
    200,
    await measure(rounds, () => loadBaseline(app.sync.db)),
  )
  add(
    'an response from upstream: fetched, judged, committed, served; nothing changed',
    2000,
    await measure(rounds, () => app.revalidation.refresh()),
  )
  const changed = await measure(rounds, async (nr) => {
    serve(
      models.map((model) => ({
        ...model,
        context_length: 1000 + nr,
        pricing: { ...model.pricing, prompt: `0.00000${nr + 1}` },
      })),
    )
    const sync = await app.revalidation.refresh()
    if (sync?.status !== 'applied' || sync.changed !== models.length)
      throw new Error(`expected every model to change, got ${JSON.stringify(sync)}`)
  })
  add('the same, with every model changed', 2000, changed)
  add(
    `the commit alone, with every one of ${models.length} models changed`,
    300,
    await commitOnly(app, models, rounds, measure),
  )
}
