import { randomUUID } from 'node:crypto'
import { canonicalise } from '@modelkeep/catalog/model/canonical'
import type { Model } from '@modelkeep/catalog/model/model'
import { createCatalogue, type Catalogue } from '../../src/catalogue/catalogue.js'
import { commitCatalogue } from '../../src/postgres/commit-catalogue.js'
import type { Database } from '../../src/postgres/database.js'
import type { Queryable } from '../../src/postgres/queryable.js'
import type { UnlistedModel } from '../../src/postgres/queries/unlisted-models.js'
import { captures, type Capture } from './captures.js'

/**
 * Commits every real capture in its order, without the other states of a sync, and returns them as committed. The captures have no
 * benchmarks, so some are generated that change in most syncs. Changes are not derived.
 */
export async function replayCaptures(db: Database): Promise<Capture[]> {
  const benchmarked = makeBenchmarks()
  const canonical = memo((item) => canonicalise(item as Model))
  const commit = committer()
  const all: Capture[] = []
  for await (const { observed_at, data } of captures()) all.push({ observed_at, data: benchmarked(data, all.length) })
  for (const { observed_at, data } of all) {
    await db.transaction((tx) => commit(tx, Date.parse(observed_at), data.map(canonical)), {
      statementTimeoutMs: 60_000,
    })
  }
  return all
}

type Item = Record<string, unknown>

function memo<T>(make: (item: Item) => T): (item: Item) => T {
  const made = new WeakMap<Item, T>()
  return (item) => {
    const known = made.get(item) ?? make(item)
    made.set(item, known)
    return known
  }
}

/** Every third model has benchmarks; in five of six captures some of them change. */
function makeBenchmarks(): (data: Item[], nr: number) => Item[] {
  const made = new Map<string, { item: Item; round: number; benchmarked: Item }>()
  return (data, nr) =>
    data.map((item, place) => {
      const id = String(item['id'])
      const [weight] = Buffer.from(id.slice(-1))
      if ((weight! + id.length) % 3 !== 0) return item
      const known = made.get(id)
      const moves = nr % 6 !== 0 && (place + nr) % 9 === 0
      const round = known === undefined || moves ? nr : known.round
      if (known?.item === item && known.round === round) return known.benchmarked
      const benchmarked = {
        ...item,
        benchmarks: { artificial_analysis: { intelligence_index: (round % 100) + 0.5, coding_index: weight! } },
      }
      made.set(id, { item, round, benchmarked })
      return benchmarked
    })
}

function committer(): (tx: Queryable, observedAt: number, models: Model[]) => Promise<void> {
  let newest: { appliedId: number; appliedAt: number; confirmedAt: number } | null = null
  let before: Catalogue = createCatalogue([])
  const unlisted = new Map<string, UnlistedModel>()
  return async (tx, observedAt, models) => {
    const catalogue = createCatalogue(models, before)
    const row = {
      key: randomUUID(),
      observedAt,
      source: 'upstream',
      scope: 'text' as const,
      payloadHash: null,
      durationMs: 1,
      detail: null,
    }
    const id = await commitCatalogue(tx, {
      row,
      baseline: {
        newest,
        attemptedAt: null,
        fetchStartedAt: null,
        rewrites: 0,
        schema: null,
        catalogue: before,
        unlisted,
        damaged: [],
      },
      catalogue,
      changes: [],
    })
    if (id === null) throw new Error('a capture was committed twice')
    for (const entry of before.entries)
      if (!catalogue.byId.has(entry.id))
        unlisted.set(entry.id, { benchmarksHash: entry.benchmarks?.hash ?? null, seen: true })
    for (const entry of catalogue.entries) unlisted.delete(entry.id)
    newest = { appliedId: id, appliedAt: observedAt, confirmedAt: observedAt }
    before = catalogue
  }
}
