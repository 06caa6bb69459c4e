import { diffCatalogues } from '@modelkeep/catalog/changes/diff'
import type { Model } from '@modelkeep/catalog/model/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createObservation, type Observation } from '../../../src/snapshot/observation.js'
import { catalogueAsOf } from '../../../src/postgres/as-of.js'
import { loadBaseline } from '../../../src/postgres/load-baseline.js'
import { replaySpool } from '../../../src/sync/replay-spool.js'
import { exampleModel } from '../../helpers/fake-upstream.js'
import { propertyRuns } from '../../helpers/property-runs.js'
import { createSyncFixture, type SyncFixture } from '../../helpers/sync-fixture.js'

const minute = 60_000
const start = Date.parse('2026-03-01T00:00:00Z')

/** An upstream list at one minute: a few models in some order, with a context length and perhaps a score. */
const model = fc.record({
  nr: fc.nat(4),
  size: fc.integer({ min: 1, max: 3 }),
  elo: fc.option(fc.integer({ min: 1, max: 2 })),
})
const list = fc.uniqueArray(model, { minLength: 1, maxLength: 5, selector: ({ nr }) => nr }).map((models) =>
  models.map(({ nr, size, elo }) =>
    exampleModel(`a/m${nr}`, {
      context_length: size,
      ...(elo !== null && { benchmarks: { design_arena: [{ elo }] } }),
    }),
  ),
)
type Step =
  | { kind: 'sync'; data: Seen['data'] }
  | { kind: 'same' }
  | { kind: 'again' }
  | { kind: 'late'; killed: boolean; at: number; data: Seen['data'] }
const late = fc.record({ kind: fc.constant('late' as const), killed: fc.boolean(), at: fc.nat(200), data: list })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('sync' as const), data: list }),
  fc.constantFrom<Step>({ kind: 'same' }, { kind: 'again' }),
  { arbitrary: late, weight: 2 },
)

interface Seen {
  at: number
  data: Record<string, unknown>[]
}

/** Runs the steps and returns the accepted lists by time. */
async function play(fixture: SyncFixture, steps: readonly Step[]): Promise<Seen[]> {
  const seen = new Map<number, Seen['data']>()
  let last: Observation | null = null
  let minutes = 0
  const commit = async (observation: Observation): Promise<void> => {
    await fixture.ctx.spool.append(observation)
    await replaySpool(fixture.ctx, new AbortController().signal)
    last = observation
  }
  for (const one of steps) {
    if (one.kind === 'sync' || one.kind === 'same') {
      const data = one.kind === 'sync' ? one.data : seen.get(Math.max(...seen.keys()))
      if (data === undefined) continue
      minutes += 20
      fixture.clock.set(start + minutes * minute)
      fixture.setUpstream(data)
      await fixture.sync()
      seen.set(minutes, data)
    } else if (one.kind === 'again') {
      if (last !== null) await commit(last)
    } else {
      const at = one.at + 0.5 // never at the minute of a sync
      if (at > minutes || seen.has(at)) continue
      const observation = createObservation({
        observedAt: start + at * minute,
        source: 'upstream',
        scope: 'all',
        durationMs: 1,
        bytes: Buffer.from(JSON.stringify({ data: one.data })),
      })
      if (one.killed) await killedAtCommit(fixture, () => commit(observation))
      await commit(observation)
      seen.set(at, one.data)
    }
  }
  return [...seen].map(([at, data]) => ({ at, data })).toSorted((a, b) => a.at - b.at)
}

/** Aborts the transaction just before it commits. */
async function killedAtCommit(fixture: SyncFixture, work: () => Promise<void>): Promise<void> {
  const { db } = fixture
  const transaction: typeof db.transaction = (run, options) =>
    db.transaction(async (tx) => {
      const result = await run(tx)
      if (!options?.readOnly) throw new Error('killed')
      return result
    }, options)
  const query: typeof db.query = (text, values) => db.query(text, values)
  fixture.ctx.db = Object.assign(Object.create(db) as typeof db, { status: () => db.status(), query, transaction })
  await work()
  fixture.ctx.db = db
}

const asMap = (data: readonly Record<string, unknown>[]): Map<string, Model> =>
  new Map(data.map((one) => [one['id'] as string, one as Model]))
const tell = (
  changes: readonly { modelId: string | null; kind: string; field: string | null; before: unknown; after: unknown }[],
): string[] =>
  changes
    .map(({ modelId, kind, field, before, after }) => JSON.stringify([modelId, kind, field, before, after]))
    .toSorted()

describe('any sequence of syncs, repetitions, interrupted and late commits', () => {
  it(
    'leaves a history that equals the observations: catalogues, current table and changes',
    { timeout: 240_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 10 }), async (steps) => {
          const fixture = await createSyncFixture()
          try {
            fixture.ctx.maxShrinkPercent = 100
            fixture.ctx.maxGrowthPercent = 1_000_000
            const seen = await play(fixture, [{ kind: 'sync', data: [exampleModel('a/m0')] }, ...steps])
            for (const { at, data } of seen) {
              const { catalogue } = await catalogueAsOf(fixture.db, start + at * minute)
              expect(
                catalogue.entries.map((entry) => entry.model),
                `as of minute ${at}`,
              ).toEqual(data)
            }
            expect((await loadBaseline(fixture.db)).catalogue.entries.map((entry) => entry.model)).toEqual(
              seen.at(-1)!.data,
            )
            await expectChanges(fixture, seen)
            await expectCurrentTable(fixture)
          } finally {
            await fixture.close()
          }
        }),
        { numRuns: propertyRuns(10) },
      )
    },
  )
})

async function expectChanges(fixture: SyncFixture, seen: readonly Seen[]): Promise<void> {
  const rows = await fixture.db.query<{
    at: number
    modelId: string
    kind: string
    field: string
    before: unknown
    after: unknown
  }>('SELECT observed_at AS at, model_id AS "modelId", kind, field, before, after FROM catalog_changes')
  const ever = new Set<string>()
  let before = new Map<string, Model>()
  for (const { at, data } of seen) {
    const after = asMap(data)
    const expected = diffCatalogues(before, after, (id) => ever.has(id))
    expect(tell(rows.filter((row) => row.at === start + at * minute)), `changes of minute ${at}`).toEqual(
      tell(expected),
    )
    for (const id of after.keys()) ever.add(id)
    before = after
  }
  expect(rows.filter(({ at }) => !seen.some((one) => start + one.at * minute === at))).toEqual([])
}

/** The current table must equal the newest version of each model. */
async function expectCurrentTable(fixture: SyncFixture): Promise<void> {
  const current = await fixture.db.query(
    'SELECT id, CASE WHEN removed_at IS NULL THEN content_hash END AS hash, CASE WHEN removed_at IS NULL THEN benchmarks_hash END AS benchmarks FROM ai_models ORDER BY id',
  )
  const replayed = await fixture.db.query(
    `SELECT facts.model_id AS id, facts.hash, CASE WHEN facts.hash IS NOT NULL THEN extra.hash END AS benchmarks
     FROM (SELECT DISTINCT ON (model_id) model_id, hash FROM model_versions WHERE facet = 'model' ORDER BY model_id, observed_at DESC, seq DESC) AS facts
     LEFT JOIN (SELECT DISTINCT ON (model_id) model_id, hash FROM model_versions WHERE facet = 'benchmarks' ORDER BY model_id, observed_at DESC, seq DESC) AS extra USING (model_id)
     ORDER BY facts.model_id`,
  )
  expect(current).toEqual(replayed)
}
